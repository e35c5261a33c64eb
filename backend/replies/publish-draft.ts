import type { DraftId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';

/** Under whose name a version is written. */
export type DraftAuthor = Pick<Viewer, 'tenantId' | 'agentId'>;

/** Tells the author's other windows that a draft has a new version. */
export function publishDraft(tx: Tx, author: DraftAuthor, draftId: DraftId, draftRevision: number): void {
  tx.publish(
    { type: 'draft.changed', draftId, draftRevision, author: author.agentId },
    { tenantId: author.tenantId, agentId: author.agentId },
  );
}
