import { sql } from 'kysely';
import type { AgentId, InteractionId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { becomeNotReady } from './agent-idle.ts';
import { lockAgent } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';

interface Expired {
  readonly id: InteractionId;
  readonly tenant_id: TenantId;
  readonly agent_id: AgentId;
  readonly epoch: number;
}

/**
 * Takes back the offers whose time has passed: they return to their old place, their agents become not ready.
 * @returns the interactions taken back
 */
export async function expireOffers(db: Database): Promise<readonly InteractionId[]> {
  const { rows } = await sql<Expired>`
    select id, tenant_id, agent_id, epoch from interaction
    where state = 'offered' and offer_expires_at <= now() order by offer_expires_at limit 500`.execute(
    db.kysely,
  );
  const expired: InteractionId[] = [];
  for (const offer of rows) {
    if (await expireOffer(db, offer)) expired.push(offer.id);
  }
  return expired;
}

/** Milliseconds until the next offer expires, by the database's clock; null when nothing is offered. */
export async function untilNextExpiry(db: Database): Promise<number | null> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from min(offer_expires_at) - now()) * 1000)::float8 as wait
    from interaction where state = 'offered'`.execute(db.kysely);
  return rows[0]?.wait ?? null;
}

async function expireOffer(db: Database, offer: Expired): Promise<boolean> {
  return db.transaction('system', async (tx) => {
    await lockAgent(tx, offer.agent_id);
    // The epoch decides the race with accept and decline: whoever is first changes state or epoch.
    const { rows } = await sql`
      update interaction set state = 'queued', agent_id = null, epoch = epoch + 1, offer_expires_at = null
      where id = ${offer.id} and state = 'offered' and epoch = ${offer.epoch} returning id`.execute(tx.sql);
    if (rows.length === 0) return false;
    tx.audit({
      tenantId: offer.tenant_id,
      action: 'interaction.offer-expired',
      subject: `interaction:${offer.id}`,
      detail: { agent: offer.agent_id },
    });
    await publishInteraction(tx, offer.id, offer.agent_id);
    await becomeNotReady(tx, { tenantId: offer.tenant_id, agentId: offer.agent_id }, 'offer-timed-out');
    return true;
  });
}
