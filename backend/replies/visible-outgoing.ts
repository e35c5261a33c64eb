import { type RawBuilder, sql } from 'kysely';
import { isAdministrator, isLead, type Viewer } from '../routing/viewer.ts';

/** The condition under which an outbox row (`outgoing` of the statement) exists for the viewer: theirs, or their groups' for team leads. */
export function visibleOutgoing(viewer: Viewer): RawBuilder<boolean> {
  if (isAdministrator(viewer)) return sql<boolean>`outgoing.tenant_id = ${viewer.tenantId}`;
  if (!isLead(viewer)) {
    return sql<boolean>`(outgoing.tenant_id = ${viewer.tenantId} and outgoing.agent_id = ${viewer.agentId})`;
  }
  return sql<boolean>`(outgoing.tenant_id = ${viewer.tenantId} and (outgoing.agent_id = ${viewer.agentId}
    or exists (
      select from draft d where d.id = outgoing.draft_id
        and d.service_group_id = any(${[...viewer.groupIds]}::bigint[]))
    or outgoing.draft_id is null and exists (
      select from mail m where m.id = outgoing.mail_id
        and m.service_group_id = any(${[...viewer.groupIds]}::bigint[]))))`;
}
