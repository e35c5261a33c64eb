import { sql } from 'kysely';
import type { DraftId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { lockOwnDraft, noDraft } from './lock-draft.ts';

/** Discards a draft; its versions stay. Repeating it is harmless. @throws not-found, lease-lost */
export async function discardDraft(db: Database, viewer: Viewer, id: DraftId): Promise<void> {
  await db.transaction(viewer.login, async (tx) => {
    const row = await lockOwnDraft(tx, viewer, id);
    if (row.state === 'discarded') return;
    if (row.state === 'sent') throw noDraft(id);
    await sql`update draft set state = 'discarded', updated_at = now() where id = ${id}`.execute(tx.sql);
    tx.audit({ tenantId: viewer.tenantId, action: 'draft.discarded', subject: `draft:${id}` });
    if (row.interaction_id !== null) await publishInteraction(tx, row.interaction_id);
  });
}
