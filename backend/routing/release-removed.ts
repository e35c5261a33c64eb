import { sql } from 'kysely';
import type { AgentId, InteractionId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { lockAgent } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';

/**
 * Gives back what agents hold whom the configuration no longer lists: nobody else could take it from them. Places
 * and drafts are kept.
 */
export async function releaseRemoved(db: Database): Promise<readonly InteractionId[]> {
  const { rows: agents } = await sql<{ id: AgentId; tenant_id: TenantId }>`
    select id, tenant_id from agent a where removed_at is not null and exists (
      select from interaction i where i.agent_id = a.id and i.state in ('offered', 'open', 'parked'))`.execute(
    db.kysely,
  );
  const released: InteractionId[] = [];
  for (const agent of agents) {
    released.push(
      ...(await db.transaction('system', async (tx) => {
        await lockAgent(tx, agent.id);
        const { rows } = await sql<{ id: InteractionId }>`
          update interaction set state = 'queued', agent_id = null, epoch = epoch + 1, offer_expires_at = null
          where agent_id = ${agent.id} and state in ('offered', 'open', 'parked') returning id`.execute(
          tx.sql,
        );
        for (const { id } of rows) {
          tx.audit({
            tenantId: agent.tenant_id,
            action: 'interaction.released',
            subject: `interaction:${id}`,
            detail: { agent: agent.id, why: 'removed' },
          });
          await publishInteraction(tx, id);
        }
        return rows.map((row) => row.id);
      })),
    );
  }
  return released;
}
