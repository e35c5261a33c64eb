import { sql } from 'kysely';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { writePresence } from './write-presence.ts';

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
  await writePresence(tx, agent, { state: 'not-ready', reason }, 'ready');
}
