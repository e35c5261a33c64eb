import { sql } from 'kysely';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { type Lease, lockAgent, lockHeld, requireState } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/** Puts an open interaction aside; it stays the viewer's. @throws not-found, lease-lost, state-conflict */
export async function parkInteraction(
  db: Database,
  viewer: Viewer,
  lease: Lease,
): Promise<InteractionSummary> {
  return moveHeld(db, viewer, lease, 'open', 'parked');
}

/** Opens a parked interaction again, also over the capacity. @throws not-found, lease-lost, state-conflict */
export async function resumeInteraction(
  db: Database,
  viewer: Viewer,
  lease: Lease,
): Promise<InteractionSummary> {
  return moveHeld(db, viewer, lease, 'parked', 'open');
}

async function moveHeld(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  from: 'open' | 'parked',
  to: 'open' | 'parked',
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    requireState(await lockHeld(tx, viewer, lease), from);
    await sql`update interaction set state = ${to} where id = ${lease.id}`.execute(tx.sql);
    await markBusyUntilNow(tx, viewer.agentId);
    tx.audit({
      tenantId: viewer.tenantId,
      action: to === 'parked' ? 'interaction.parked' : 'interaction.resumed',
      subject: `interaction:${lease.id}`,
    });
    return publishInteraction(tx, lease.id);
  });
}
