import { sql } from 'kysely';
import type { AgentId, InteractionId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { readReadyAgents } from './assign-offers.ts';
import { hasRoom } from './choose-agent.ts';

/**
 * Offers a parked interaction that can be gone on with: to who parked it, if ready and with room, else it waits at its
 * old place for the next agent. Agent and interaction are locked; the caller publishes it.
 */
export async function offerAgain(
  tx: Tx,
  tenantId: TenantId,
  id: InteractionId,
  agentId: AgentId,
): Promise<void> {
  const [agent] = await readReadyAgents(tx.sql, agentId);
  if (agent && hasRoom(agent)) {
    await sql`
      update interaction i set state = 'offered', epoch = i.epoch + 1,
        offer_expires_at = now() + make_interval(secs => g.offer_seconds)
      from service_group g where g.id = i.service_group_id and i.id = ${id}`.execute(tx.sql);
    await markBusyUntilNow(tx, agentId);
    const action = 'interaction.offered';
    tx.audit({ tenantId, action, subject: `interaction:${id}`, detail: { agent: agentId } });
    return;
  }
  await sql`
    update interaction set state = 'queued', agent_id = null, epoch = epoch + 1 where id = ${id}`.execute(
    tx.sql,
  );
  const detail = { agent: agentId, why: 'an expert answered' };
  tx.audit({ tenantId, action: 'interaction.requeued', subject: `interaction:${id}`, detail });
}
