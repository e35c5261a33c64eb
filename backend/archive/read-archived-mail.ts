import type { AttachmentId, MailId } from '../../contract/domain/ids.ts';
import type { Message } from '../../contract/domain/message.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import { readAttachmentBytes, readMessages, readSourceBytes } from './message-rows.ts';
import { requireVisibleMail } from './visible-mail.ts';

/** One mail of the archive. @throws not-found */
export async function readArchivedMail(db: Database, viewer: Viewer, id: MailId): Promise<Message> {
  await requireVisibleMail(db.kysely, viewer, id);
  const [message] = await readMessages(db.kysely, [id]);
  return found(message, `There is no mail ${id}.`);
}

/** The decoded bytes of an attachment. @throws not-found */
export async function readAttachment(
  db: Database,
  viewer: Viewer,
  mailId: MailId,
  attachmentId: AttachmentId,
): Promise<Uint8Array> {
  await requireVisibleMail(db.kysely, viewer, mailId);
  return found(
    await readAttachmentBytes(db.kysely, mailId, attachmentId),
    `Mail ${mailId} has no attachment ${attachmentId}.`,
  );
}

/** The mail byte for byte as it came or went. @throws not-found */
export async function readSource(db: Database, viewer: Viewer, mailId: MailId): Promise<Uint8Array> {
  await requireVisibleMail(db.kysely, viewer, mailId);
  return found(await readSourceBytes(db.kysely, mailId), `There is no mail ${mailId}.`);
}

function found<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new ExpectedError('not-found', message);
  return value;
}
