import { sql } from 'kysely';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';

/** The agent was busy until now, and goes to the end of the line of those who wait for an offer. */
export async function markBusyUntilNow(tx: Tx, agentId: AgentId): Promise<void> {
  await sql`update agent set idle_since = now() where id = ${agentId}`.execute(tx.sql);
}

/** Takes a ready agent out of the line and says why, so that nothing more is offered to an empty chair. */
export async function becomeNotReady(
  tx: Tx,
  agent: { readonly tenantId: TenantId; readonly agentId: AgentId },
  reason: 'offer-declined' | 'offer-timed-out',
): Promise<void> {
  const { rows } = await sql<{ presence_since: Date }>`
    update agent set presence = 'not-ready', presence_reason = ${reason}, presence_since = now()
    where id = ${agent.agentId} and presence = 'ready' returning presence_since`.execute(tx.sql);
  const [changed] = rows;
  if (!changed) return;
  tx.audit({
    tenantId: agent.tenantId,
    action: 'presence.not-ready',
    subject: `agent:${agent.agentId}`,
    detail: { reason },
  });
  tx.publish(
    {
      type: 'presence.changed',
      agentId: agent.agentId,
      presence: { state: 'not-ready', reason, since: changed.presence_since.toISOString() },
    },
    { tenantId: agent.tenantId },
  );
}
