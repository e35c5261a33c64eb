import { sql } from 'kysely';
import type { Presence } from '../../contract/domain/agent.ts';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';

/**
 * Writes how an agent's presence stands from now on, and tells everybody of the tenant.
 * @param from only where it is this so far
 * @returns null, with nothing told, where it is so already or was not `from`
 */
export async function writePresence(
  tx: Tx,
  agent: { readonly tenantId: TenantId; readonly agentId: AgentId },
  { state, reason }: Pick<Presence, 'state' | 'reason'>,
  from: Presence['state'] | null = null,
): Promise<Presence | null> {
  // Waiting for the next offer begins with being ready: a break does not move an agent up the line.
  const { rows } = await sql<{ presence_since: Date }>`
    update agent set presence = ${state}, presence_reason = ${reason}, presence_since = now(),
      idle_since = case when ${state} = 'ready' then now() else idle_since end
    where id = ${agent.agentId} and (presence <> ${state} or presence_reason is distinct from ${reason})
      and presence = coalesce(${from}, presence)
    returning presence_since`.execute(tx.sql);
  const [changed] = rows;
  if (!changed) return null;
  const presence: Presence = { state, reason, since: changed.presence_since.toISOString() };
  tx.audit({
    tenantId: agent.tenantId,
    action: `presence.${state}`,
    subject: `agent:${agent.agentId}`,
    detail: { reason },
  });
  tx.publish({ type: 'presence.changed', agentId: agent.agentId, presence }, { tenantId: agent.tenantId });
  return presence;
}
