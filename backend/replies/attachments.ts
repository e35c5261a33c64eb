import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AttachmentId, DraftId } from '../../contract/domain/ids.ts';
import type { DraftAttachment } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import { storeBlob } from '../archive/store-blob.ts';
import type { Database, Tx } from '../db/database.ts';
import { cleanFileName } from '../mail/mime/attachment-name.ts';
import type { Viewer } from '../routing/viewer.ts';
import type { DraftRow } from './draft-rows.ts';
import type { CarriedFile } from './insert-draft.ts';
import { lockOpenDraft } from './lock-draft.ts';
import { publishDraft } from './publish-draft.ts';

/** All files of a draft together: what most mail servers still take after base64. */
const mostBytes = 25 * 1024 * 1024;
const mostFiles = 200;

/** Types that mail programs show in a text; what these bytes really are is for their readers to find out safely. */
export const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export interface NewFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** True: an image that the text shows by `cid:`. */
  readonly inline: boolean;
}

/** Attaches a file. @throws not-found, lease-lost, too-large, invalid-input for an inline file that is no image */
export async function attachToDraft(
  db: Database,
  viewer: Viewer,
  id: DraftId,
  file: NewFile,
): Promise<DraftAttachment> {
  const type = mediaType(file.type);
  if (file.inline && !shownTypes.has(type)) {
    throw new ExpectedError('invalid-input', `A text can show PNG, JPEG, GIF and WebP images, not ${type}.`, {
      field: 'type',
    });
  }
  return db.transaction(viewer.login, async (tx) => {
    const row = await lockOpenDraft(tx, viewer, id);
    await requireRoom(tx, id, file.bytes.length);
    const sha256 = await storeBlob(tx, file.bytes);
    return insertAttachment(tx, viewer, row, {
      name: file.name,
      type,
      size: file.bytes.length,
      sha256,
      contentId: file.inline ? makeContentId() : null,
    });
  });
}

/** Gives a locked draft a file whose bytes are kept already. @throws too-large */
export async function insertAttachment(
  tx: Tx,
  viewer: Viewer,
  { id, revision }: DraftRow,
  file: CarriedFile,
): Promise<DraftAttachment> {
  await requireRoom(tx, id, file.size);
  const { type, size, sha256, contentId } = file;
  const name = cleanFileName(file.name) ?? 'file';
  const { rows } = await sql<{ id: AttachmentId }>`
    insert into draft_attachment (draft_id, name, type, size, sha256, content_id)
    values (${id}, ${name}, ${type}, ${size}, ${sha256}, ${contentId})
    returning id`.execute(tx.sql);
  const [inserted] = rows;
  if (!inserted) throw new Error('an attachment was not inserted');
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'draft.attached',
    subject: `draft:${id}`,
    detail: { attachment: inserted.id, size, sha256 },
  });
  publishDraft(tx, viewer, id, revision);
  return { id: inserted.id, name, type, size, contentId };
}

/** Takes a file off. Repeating it is harmless. @throws not-found, lease-lost */
export async function detachFromDraft(
  db: Database,
  viewer: Viewer,
  id: DraftId,
  attachmentId: AttachmentId,
): Promise<void> {
  await db.transaction(viewer.login, async (tx) => {
    const row = await lockOpenDraft(tx, viewer, id);
    const { rows } = await sql`
      delete from draft_attachment where id = ${attachmentId} and draft_id = ${id} returning id`.execute(
      tx.sql,
    );
    if (rows.length === 0) return;
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'draft.detached',
      subject: `draft:${id}`,
      detail: { attachment: attachmentId },
    });
    publishDraft(tx, viewer, id, row.revision);
  });
}

/** A fresh `cid:` name: globally unique as RFC 2392 wants it, and telling nothing. */
export function makeContentId(): string {
  return `${randomUUID()}@postroom`;
}

/** A media type that a header may carry, without parameters. */
export function mediaType(type: string): string {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(plain)
    ? plain
    : 'application/octet-stream';
}

async function requireRoom(tx: Tx, id: DraftId, bytes: number): Promise<void> {
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes
    from draft_attachment where draft_id = ${id}`.execute(tx.sql);
  const used = rows[0] ?? { files: 0, bytes: 0 };
  if (used.bytes + bytes <= mostBytes && used.files < mostFiles) return;
  throw new ExpectedError(
    'too-large',
    `The files of a mail may have ${mostBytes / 1024 / 1024} MB together, and be ${mostFiles} at most.`,
    { limit: String(mostBytes) },
  );
}
