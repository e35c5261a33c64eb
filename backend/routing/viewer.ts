import { type RawBuilder, sql } from 'kysely';
import type { Role } from '../../contract/domain/agent.ts';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';

/** Who asks, and with it what may be seen. */
export interface Viewer {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  /** Name in the audit. */
  readonly login: string;
  readonly roles: readonly Role[];
  /** The groups that the agent belongs to. */
  readonly groupIds: readonly ServiceGroupId[];
}

export function isAdministrator(viewer: Viewer): boolean {
  return viewer.roles.includes('administrator');
}

/** Team leads and administrators see the work of others. */
export function isLead(viewer: Viewer): boolean {
  return viewer.roles.includes('team-lead') || isAdministrator(viewer);
}

/**
 * The condition under which an interaction (`interaction i` of the statement) exists for the viewer: it belongs to
 * one of their groups, they hold it or were the last to hold it, or they are an administrator of its tenant.
 */
export function visibleInteraction(viewer: Viewer): RawBuilder<boolean> {
  if (isAdministrator(viewer)) return sql<boolean>`i.tenant_id = ${viewer.tenantId}`;
  return sql<boolean>`(i.tenant_id = ${viewer.tenantId}
    and (i.agent_id = ${viewer.agentId} or i.service_group_id = any(${[...viewer.groupIds]}::bigint[])))`;
}

/** Whether the viewer may see what lies in a group. */
export function seesGroup(viewer: Viewer, groupId: ServiceGroupId): boolean {
  return isAdministrator(viewer) || viewer.groupIds.includes(groupId);
}
