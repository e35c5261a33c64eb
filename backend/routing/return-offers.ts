import { sql } from 'kysely';
import type { AgentId, InteractionId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { lockAgent } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';

/**
 * Puts what is offered to an agent back at its old place. Part of every change that makes the agent unavailable:
 * call it in the transaction in which presence becomes something other than ready.
 */
export async function returnOffers(
  tx: Tx,
  agent: { readonly tenantId: TenantId; readonly agentId: AgentId },
  why: 'not-ready' | 'signed-out' | 'removed',
): Promise<readonly InteractionId[]> {
  await lockAgent(tx, agent.agentId);
  const { rows } = await sql<{ id: InteractionId }>`
    update interaction set state = 'queued', agent_id = null, epoch = epoch + 1, offer_expires_at = null
    where agent_id = ${agent.agentId} and state = 'offered' returning id`.execute(tx.sql);
  for (const { id } of rows) {
    tx.audit({
      tenantId: agent.tenantId,
      action: 'interaction.offer-returned',
      subject: `interaction:${id}`,
      detail: { agent: agent.agentId, why },
    });
    await publishInteraction(tx, id, agent.agentId);
  }
  return rows.map((row) => row.id);
}
