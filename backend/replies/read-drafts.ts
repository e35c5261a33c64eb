import { type RawBuilder, sql } from 'kysely';
import type { AttachmentId, DraftId } from '../../contract/domain/ids.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import { type Viewer, visibleInteraction } from '../routing/viewer.ts';
import { selectDrafts, toDrafts } from './draft-rows.ts';
import { noDraft } from './lock-draft.ts';

/** Own new mail, and what is written on interactions that the viewer sees. */
function visibleDraft(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`d.tenant_id = ${viewer.tenantId} and d.state <> 'discarded' and (
    (d.interaction_id is null and d.author_id = ${viewer.agentId})
    or (d.interaction_id is not null and ${visibleInteraction(viewer)}))`;
}

/** What the viewer is writing: new mail, and drafts on interactions that they hold; newest first. */
export async function listDrafts(db: Database, viewer: Viewer): Promise<Draft[]> {
  const rows = await selectDrafts(
    db.kysely,
    sql`where d.state = 'open' and d.tenant_id = ${viewer.tenantId} and (
        (d.interaction_id is null and d.author_id = ${viewer.agentId})
        or (i.agent_id = ${viewer.agentId} and i.state in ('open', 'parked')))
      order by d.updated_at desc, d.id desc limit 500`,
  );
  return toDrafts(db.kysely, rows);
}

/** @throws not-found */
export async function readDraft(db: Database, viewer: Viewer, id: DraftId): Promise<Draft> {
  const rows = await selectDrafts(db.kysely, sql`where d.id = ${id} and ${visibleDraft(viewer)}`);
  const [draft] = await toDrafts(db.kysely, rows);
  if (!draft) throw noDraft(id);
  return draft;
}

/** The bytes of a file attached to a draft. @throws not-found */
export async function readDraftAttachment(
  db: Database,
  viewer: Viewer,
  id: DraftId,
  attachmentId: AttachmentId,
): Promise<Uint8Array> {
  await readDraft(db, viewer, id);
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from draft_attachment a join blob b on b.sha256 = a.sha256
    where a.id = ${attachmentId} and a.draft_id = ${id}`.execute(db.kysely);
  const [row] = rows;
  if (!row) throw new ExpectedError('not-found', `Draft ${id} has no attachment ${attachmentId}.`);
  return row.bytes;
}
