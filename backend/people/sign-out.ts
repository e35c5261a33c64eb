import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import { changePresence } from './presence.ts';
import { endSession } from './sessions.ts';

/**
 * Ends the session of the token and takes the agent offline, even if another desktop is still signed in: one who
 * leaves must not be offered anything. What was offered goes back.
 */
export async function signOut(db: Database, viewer: Viewer, token: string): Promise<void> {
  await db.transaction(viewer.login, async (tx) => {
    await endSession(tx, token);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'session.ended',
      subject: `agent:${viewer.agentId}`,
    });
    await changePresence(tx, viewer, { state: 'offline', reason: null });
  });
}
