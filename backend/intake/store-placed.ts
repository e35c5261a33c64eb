import { sql } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type { MailId, ServiceAccessId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { RoutingReason } from '../../contract/domain/interaction.ts';
import { storeBlobs } from '../archive/store-blob.ts';
import type { PossibleAnswers } from '../automatic/possible-answers.ts';
import type { Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { jsonText } from '../db/json-text.ts';
import { shownFileName } from '../mail/mime/attached-data.ts';
import { pictureTexts } from '../mail/mime/html-to-plain.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { searchWords } from './words.ts';

/** A received mail as far as it is known before it is read. */
export interface ReceivedMail {
  readonly id: MailId;
  readonly tenant_id: TenantId;
  readonly origin: MailOrigin;
  /** Bytes. */
  readonly size: number;
}

/** A mail with its place in the archive. */
export interface FiledMail {
  readonly received: Pick<ReceivedMail, 'id'>;
  readonly content: ReadMail;
  readonly authentication?: MailAuthentication | null;
  readonly groupId: ServiceGroupId;
  readonly language: string | null;
}

/** A mail with its place in the routing. */
export interface PlacedMail extends FiledMail {
  readonly received: ReceivedMail;
  readonly accessId: ServiceAccessId | null;
  readonly problem: string | null;
  readonly routing: RoutingReason;
  /** What the rules say; null: they left it as it is. */
  readonly priority: number | null;
  readonly tags: readonly string[];
  /** Nobody is to work on it. */
  readonly closes: boolean;
  /** One of the same mail for another recipient is placed already (G18), so this one belongs to no other mail. */
  readonly isFurtherCopy: boolean;
  /** The recipient that this one is for, of a mail that was split; null: it was not. */
  readonly copyFor: string | null;
  /** Not null: it is kept back. */
  readonly blocked: BlockedReason | null;
  readonly answers: PossibleAnswers;
}

/** What the archive shows and finds of them, in one statement. */
export async function storeMails(tx: Tx, mails: readonly FiledMail[]): Promise<void> {
  if (mails.length === 0) return;
  // Not `jsonText`: what no text column holds is refused, and the mail is wrapped.
  const rows = JSON.stringify(mails.map(rowOf));
  await sql`
    update mail set state = 'read', from_name = row.from_name, from_address = row.from_address,
      reply_to = row.reply_to::jsonb, to_addresses = row.to_addresses::jsonb, cc_addresses = row.cc_addresses::jsonb,
      subject = row.subject, date = row.date, message_id = row.message_id, in_reply_to = row.in_reply_to,
      refs = row.refs, text = row.text, reply_text = row.reply_text, html = row.html, language = row.language,
      problems = row.problems, authentication = row.authentication::jsonb, kind = row.kind, spam = row.spam::jsonb,
      attached_data = row.attached_data::jsonb, service_group_id = row.service_group_id,
      words = to_tsvector('simple', row.words)
    from json_to_recordset(${rows}::json) as row (id bigint, from_name text, from_address text, reply_to text,
      to_addresses text, cc_addresses text, subject text, date timestamptz, message_id text, in_reply_to text,
      refs text[], text text, reply_text text, html text, language text, problems text[], authentication text,
      kind text, spam text, attached_data text, service_group_id bigint, words text)
    where mail.id = row.id`.execute(tx.sql);
}

function rowOf({ received, content: mail, authentication = null, groupId, language }: FiledMail) {
  const people = [mail.from, ...mail.to, ...mail.cc].map((one) => (one ? `${one.name} ${one.address}` : ''));
  const files = mail.attachments.map(({ name }) => name ?? '');
  const pictures = mail.html === null ? '' : pictureTexts(mail.html);
  return {
    id: received.id,
    from_name: mail.from?.name ?? '',
    from_address: mail.from?.address ?? '',
    reply_to: jsonText(mail.replyTo),
    to_addresses: jsonText(mail.to),
    cc_addresses: jsonText(mail.cc),
    subject: mail.subject ?? '',
    date: mail.date,
    message_id: mail.messageId,
    in_reply_to: mail.inReplyTo,
    refs: mail.references,
    text: mail.text,
    reply_text: mail.replyText === mail.text.trim() ? null : mail.replyText,
    html: mail.html,
    language,
    problems: mail.problems,
    authentication: authentication && jsonText(authentication),
    kind: mail.nature.kind,
    spam: mail.nature.spam && jsonText(mail.nature.spam),
    attached_data: jsonText(mail.attachedData),
    service_group_id: groupId,
    words: searchWords(mail.subject, people.join(' '), files.join(' '), mail.text, pictures),
  };
}

/** What is known already, a firm's logo or the mail that a wrapping message holds, is not handed over again. */
export async function storeFiles(tx: Tx, files: ReadMail['attachments']): Promise<void> {
  if (files.length === 0) return;
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from blob where sha256 = any(${files.map(({ sha256 }) => sha256)}::text[])`.execute(tx.sql);
  const known = new Set(rows.map(({ sha256 }) => sha256));
  await storeBlobs(
    tx,
    files.flatMap(({ sha256, bytes }) => (known.has(sha256) ? [] : [bytes])),
  );
}

export async function listAttachments(tx: Tx, mails: readonly FiledMail[]): Promise<void> {
  const rows = mails.flatMap(({ received, content }) =>
    content.attachments.map((attachment, position) => ({
      mail_id: received.id,
      position,
      name: shownFileName(attachment, position),
      type: attachment.type,
      size: attachment.size,
      sha256: attachment.sha256,
      content_id: attachment.contentId,
      inline: attachment.inline,
    })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into attachment (mail_id, position, name, type, size, sha256, content_id, inline)
    select mail_id, position, name, type, size, sha256, content_id, inline
    from json_to_recordset(${JSON.stringify(rows)}::json) as row (mail_id bigint, position int, name text,
      type text, size int, sha256 text, content_id text, inline boolean)`.execute(tx.sql);
}
