import { type Kysely, sql } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type { AttachmentId, InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import type { MailKind } from '../../contract/domain/mail-kind.ts';
import type { Attachment, Message } from '../../contract/domain/message.ts';
import type { Schema } from '../db/schema.ts';

interface MessageRow {
  readonly id: MailId;
  readonly direction: 'in' | 'out';
  readonly from_name: string;
  readonly from_address: string;
  readonly reply_to: ReadAddress[];
  readonly to_addresses: ReadAddress[];
  readonly cc_addresses: ReadAddress[];
  readonly subject: string;
  readonly date: Date | null;
  readonly received_at: Date;
  readonly message_id: string | null;
  readonly text: string;
  readonly reply_text: string | null;
  readonly html: string | null;
  readonly attached_data: Record<string, string>;
  readonly authentication: MailAuthentication | null;
  readonly problems: string[];
  readonly kind: MailKind;
  readonly expert: Message['expert'] | null;
  readonly block_reason: BlockedReason | null;
  readonly blocked_at: Date | null;
  readonly released_at: Date | null;
}

/** The mails of an interaction as the contract has them, oldest first. */
export async function readMessagesOf(
  db: Kysely<Schema>,
  interactionId: InteractionId,
): Promise<readonly Message[]> {
  const { rows } = await sql<{ mail_id: MailId }>`
    select mail_id from interaction_mail where interaction_id = ${interactionId}`.execute(db);
  return readMessages(
    db,
    rows.map((row) => row.mail_id),
  );
}

/** Mails as the contract has them, in the order in which they came; without regard to who asks. */
export async function readMessages(db: Kysely<Schema>, ids: readonly MailId[]): Promise<readonly Message[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<MessageRow>`
    select id, direction, from_name, from_address, reply_to, to_addresses, cc_addresses, subject, date,
      received_at, message_id, text, reply_text, html, attached_data, authentication, problems, kind,
      b.reason as block_reason, b.blocked_at, b.released_at,
      case when exists (select from expert_answer where mail_id = mail.id) then 'answer'
        when exists (select from expert_question where mail_id = mail.id) then 'question' end as expert
    from mail left join blocked_mail b on b.mail_id = mail.id
    where id = any(${[...ids]}::bigint[]) order by received_at, id`.execute(db);
  const { rows: attachments } = await sql<Attachment & { mail_id: MailId; content_id: string | null }>`
    select mail_id, id, name, type, size, content_id, inline
    from attachment where mail_id = any(${[...ids]}::bigint[]) order by mail_id, position`.execute(db);
  const byMail = Map.groupBy(attachments, (attachment) => attachment.mail_id);
  return rows.map((row) => ({
    id: row.id,
    direction: row.direction,
    from: { name: row.from_name, address: row.from_address },
    replyTo: row.reply_to,
    to: row.to_addresses,
    cc: row.cc_addresses,
    subject: row.subject,
    date: toInstant(row.date),
    receivedAt: row.received_at.toISOString(),
    messageId: row.message_id,
    text: row.text,
    ...(row.reply_text === null ? {} : { replyText: row.reply_text }),
    html: row.html,
    attachments: (byMail.get(row.id) ?? []).map((attachment) => ({
      id: attachment.id,
      name: attachment.name,
      type: attachment.type,
      size: attachment.size,
      contentId: attachment.content_id,
      inline: attachment.inline,
    })),
    attachedData: row.attached_data,
    authentication: row.authentication,
    problems: row.problems,
    ...(row.kind === 'message' ? {} : { kind: row.kind }),
    ...(row.expert ? { expert: row.expert } : {}),
    ...(row.block_reason && row.blocked_at
      ? {
          blocked: {
            ...row.block_reason,
            at: row.blocked_at.toISOString(),
            isReleased: row.released_at !== null,
          },
        }
      : {}),
  }));
}

/** The Date header is the sender's: a year that ISO 8601 writes with a sign counts as no date. */
function toInstant(date: Date | null): string | null {
  const text = date?.toISOString() ?? '';
  return /^\d{4}-/.test(text) ? text : null;
}

/** The bytes of an attachment of a mail; null when there is none. */
export async function readAttachmentBytes(
  db: Kysely<Schema>,
  mailId: MailId,
  attachmentId: AttachmentId,
): Promise<Buffer | null> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from attachment a join blob b on b.sha256 = a.sha256
    where a.id = ${attachmentId} and a.mail_id = ${mailId}`.execute(db);
  return rows[0]?.bytes ?? null;
}

/** The raw bytes of a mail; null when there is no such mail. */
export async function readSourceBytes(db: Kysely<Schema>, mailId: MailId): Promise<Buffer | null> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from mail m join blob b on b.sha256 = m.source_sha256 where m.id = ${mailId}`.execute(db);
  return rows[0]?.bytes ?? null;
}
