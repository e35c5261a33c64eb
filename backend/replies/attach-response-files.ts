import { sql } from 'kysely';
import type { DraftAttachment } from '../../contract/domain/draft.ts';
import type { AttachmentId, DraftId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import { insertAttachment } from './attachments.ts';
import { readOffered } from './group-responses.ts';
import type { CarriedFile } from './insert-draft.ts';
import { lockOpenDraft } from './lock-draft.ts';
import { readResponseAttachments } from './response-attachments.ts';

/**
 * Attaches the files of a response (M22) to a draft. What is attached already, by this response or by hand, is not
 * attached again; repeating it is harmless.
 * @returns the files of the response as the draft has them now
 * @throws not-found, lease-lost, too-large: then none of them was attached
 */
export async function attachResponseFiles(
  db: Database,
  viewer: Viewer,
  groupId: ServiceGroupId,
  responseId: string,
  draftId: DraftId,
): Promise<DraftAttachment[]> {
  return db.transaction(viewer.login, async (tx) => {
    const draft = await lockOpenDraft(tx, viewer, draftId);
    const { responses, body } = await readOffered(tx.sql, viewer, groupId, responseId, draft.content.culture);
    const attached: DraftAttachment[] = [];
    for (const file of await readResponseAttachments(tx.sql, responses.id, body.attachments)) {
      attached.push(
        (await findAttached(tx, draftId, file)) ?? (await insertAttachment(tx, viewer, draft, file)),
      );
    }
    return attached;
  });
}

async function findAttached(tx: Tx, draftId: DraftId, file: CarriedFile): Promise<DraftAttachment | null> {
  const { rows } = await sql<{ id: AttachmentId; name: string; type: string; size: number }>`
    select id, name, type, size from draft_attachment
    where draft_id = ${draftId} and sha256 = ${file.sha256} and content_id is null
    order by id limit 1`.execute(tx.sql);
  const [row] = rows;
  return row ? { ...row, contentId: null } : null;
}
