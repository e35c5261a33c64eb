import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { lockAgent, lockVisible, requireState } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/**
 * Takes up an interaction that is closed: it is the viewer's and open. A draft that was discarded because of the
 * closing is open again with its text.
 * @throws not-found, or state-conflict when it is not closed
 */
export async function reopenInteraction(
  db: Database,
  viewer: Viewer,
  id: InteractionId,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    requireState(await lockVisible(tx, viewer, id), 'closed');
    // Closing writes both in one transaction, so that the instants are the same.
    await sql`
      update draft set state = 'open', updated_at = now()
      from interaction i
      where i.id = ${id} and draft.interaction_id = i.id
        and draft.state = 'discarded' and draft.updated_at = i.closed_at`.execute(tx.sql);
    await sql`
      update interaction
      set state = 'open', agent_id = ${viewer.agentId}, closed_at = null, epoch = epoch + 1
      where id = ${id}`.execute(tx.sql);
    await markBusyUntilNow(tx, viewer.agentId);
    tx.audit({ tenantId: viewer.tenantId, action: 'interaction.reopened', subject: `interaction:${id}` });
    return publishInteraction(tx, id);
  });
}
