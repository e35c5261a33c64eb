import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Schema } from '../db/schema.ts';
import { isAdministrator, type Viewer } from '../routing/viewer.ts';

/**
 * The condition under which a mail (`mail m` of the statement) exists for the viewer: it belongs to one of their
 * groups, lies on an interaction that they hold or were the last to hold, was sent by them, or they are an
 * administrator of its tenant.
 */
export function visibleMail(viewer: Viewer): RawBuilder<boolean> {
  if (isAdministrator(viewer)) return sql<boolean>`m.tenant_id = ${viewer.tenantId}`;
  return sql<boolean>`(m.tenant_id = ${viewer.tenantId} and (
    m.service_group_id = any(${[...viewer.groupIds]}::bigint[])
    or exists (
      select from interaction_mail im join interaction i on i.id = im.interaction_id
      where im.mail_id = m.id and i.agent_id = ${viewer.agentId})
    or exists (select from outgoing o where o.mail_id = m.id and o.agent_id = ${viewer.agentId})))`;
}

/** @throws not-found where the viewer may not see the mail */
export async function requireVisibleMail(db: Kysely<Schema>, viewer: Viewer, id: MailId): Promise<void> {
  const { rows } = await sql`select from mail m where m.id = ${id} and ${visibleMail(viewer)}`.execute(db);
  if (rows.length === 0) throw new ExpectedError('not-found', `There is no mail ${id}.`, { mail: id });
}
