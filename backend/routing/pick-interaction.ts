import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { lockAgent, lockVisible, requireState } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import type { Viewer } from './viewer.ts';

/**
 * Opens a waiting interaction out of its turn. A person's choice: neither presence nor capacity stands against it.
 * @throws not-found, or state-conflict when it does not wait any more
 */
export async function pickInteraction(
  db: Database,
  viewer: Viewer,
  id: InteractionId,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const locked = await lockVisible(tx, viewer, id);
    requireState(locked, 'queued');
    await sql`
      update interaction set state = 'open', agent_id = ${viewer.agentId}, epoch = epoch + 1
      where id = ${id}`.execute(tx.sql);
    await markBusyUntilNow(tx, viewer.agentId);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'interaction.picked',
      subject: `interaction:${id}`,
    });
    return publishInteraction(tx, id);
  });
}
