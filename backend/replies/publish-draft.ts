import type { DraftId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';

/** Tells the author's other windows that a draft has a new version. */
export function publishDraft(tx: Tx, author: Viewer, draftId: DraftId, draftRevision: number): void {
  tx.publish(
    { type: 'draft.changed', draftId, draftRevision, author: author.agentId },
    { tenantId: author.tenantId, agentId: author.agentId },
  );
}
