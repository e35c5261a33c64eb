import { sql } from 'kysely';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { requireOffer } from './accept-offer.ts';
import { becomeNotReady } from './agent-idle.ts';
import { type Lease, lockAgent, lockVisible } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/** Puts an offer back at its old place; the viewer becomes not ready. @throws not-found, offer-gone */
export async function declineOffer(db: Database, viewer: Viewer, lease: Lease): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const locked = await lockVisible(tx, viewer, lease.id);
    requireOffer(locked, viewer, lease);
    await sql`
      update interaction set state = 'queued', agent_id = null, epoch = epoch + 1, offer_expires_at = null
      where id = ${lease.id}`.execute(tx.sql);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'interaction.declined',
      subject: `interaction:${lease.id}`,
    });
    const summary = await publishInteraction(tx, lease.id, viewer.agentId);
    await becomeNotReady(tx, viewer, 'offer-declined');
    return summary;
  });
}
