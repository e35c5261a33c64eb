import { sql } from 'kysely';
import { ExpectedError } from '../../contract/error.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { readInteractionSummary } from './interaction-rows.ts';
import { type Lease, type LockedInteraction, lockVisible } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/**
 * Opens an interaction offered to the viewer. Repeating it is harmless: the answer may have been lost on its way.
 * @throws not-found, or offer-gone when it was taken back
 */
export async function acceptOffer(db: Database, viewer: Viewer, lease: Lease): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    const locked = await lockVisible(tx, viewer, lease.id);
    const isMine = locked.agentId === viewer.agentId && locked.epoch === lease.epoch;
    if (isMine && locked.state === 'open') {
      const summary = await readInteractionSummary(tx.sql, lease.id);
      if (summary) return summary;
    }
    requireOffer(locked, viewer, lease);
    await sql`
      update interaction set state = 'open', offer_expires_at = null where id = ${lease.id}`.execute(tx.sql);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'interaction.accepted',
      subject: `interaction:${lease.id}`,
    });
    return publishInteraction(tx, lease.id);
  });
}

/** @throws offer-gone unless the interaction is offered to the viewer at this epoch */
export function requireOffer(locked: LockedInteraction, viewer: Viewer, lease: Lease): void {
  const offered =
    locked.state === 'offered' && locked.agentId === viewer.agentId && locked.epoch === lease.epoch;
  if (offered) return;
  throw new ExpectedError('offer-gone', `Interaction ${lease.id} is no longer offered to you.`, {
    interaction: lease.id,
  });
}
