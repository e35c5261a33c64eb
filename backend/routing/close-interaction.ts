import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database, Tx } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { type Lease, lockAgent, lockHeld, requireState } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/**
 * Closes without an answer. An open draft on it is discarded; its versions stay.
 * @throws not-found, lease-lost, state-conflict
 */
export async function closeInteraction(
  db: Database,
  viewer: Viewer,
  lease: Lease,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    requireState(await lockHeld(tx, viewer, lease), 'open', 'parked');
    await sql`
      update draft set state = 'discarded', updated_at = now()
      where interaction_id = ${lease.id} and state = 'open'`.execute(tx.sql);
    await markClosed(tx, viewer, lease.id);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'interaction.closed',
      subject: `interaction:${lease.id}`,
    });
    return publishInteraction(tx, lease.id);
  });
}

/** The state change alone: for those who hold the lease under lock and publish it themselves. */
export async function markClosed(tx: Tx, viewer: Viewer, id: InteractionId): Promise<void> {
  await sql`
    update interaction set state = 'closed', closed_at = now(), epoch = epoch + 1
    where id = ${id}`.execute(tx.sql);
  await markBusyUntilNow(tx, viewer.agentId);
}
