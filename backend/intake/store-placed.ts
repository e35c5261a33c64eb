import { sql } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type { MailId, ServiceAccessId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { RoutingReason } from '../../contract/domain/interaction.ts';
import { storeBlob } from '../archive/store-blob.ts';
import type { PossibleAnswers } from '../automatic/possible-answers.ts';
import type { Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';
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

/** What the archive shows and finds of it. */
export async function storeMail(
  tx: Tx,
  { received, content: mail, authentication = null, groupId, language }: FiledMail,
): Promise<void> {
  const people = [mail.from, ...mail.to, ...mail.cc].map((one) => (one ? `${one.name} ${one.address}` : ''));
  const files = mail.attachments.map(({ name }) => name ?? '');
  const pictures = mail.html === null ? '' : pictureTexts(mail.html);
  const words = searchWords(mail.subject, people.join(' '), files.join(' '), mail.text, pictures);
  await tx.sql
    .updateTable('mail')
    .set({
      state: 'read',
      from_name: mail.from?.name ?? '',
      from_address: mail.from?.address ?? '',
      reply_to: jsonText(mail.replyTo),
      to_addresses: jsonText(mail.to),
      cc_addresses: jsonText(mail.cc),
      subject: mail.subject ?? '',
      date: mail.date === null ? null : new Date(mail.date),
      message_id: mail.messageId,
      in_reply_to: mail.inReplyTo,
      refs: [...mail.references],
      text: mail.text,
      reply_text: mail.replyText === mail.text.trim() ? null : mail.replyText,
      html: mail.html,
      language,
      problems: [...mail.problems],
      authentication: authentication && jsonText(authentication),
      kind: mail.nature.kind,
      spam: mail.nature.spam && jsonText(mail.nature.spam),
      attached_data: jsonText(mail.attachedData),
      service_group_id: groupId,
      words: sql<string>`to_tsvector('simple', ${words})`,
    })
    .where('id', '=', received.id)
    .execute();
}

/** In the order of their hashes, so that two mails with the same files do not wait for each other in a circle. */
export async function storeFiles(tx: Tx, files: ReadMail['attachments']): Promise<void> {
  for (const { bytes } of files.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))) {
    await storeBlob(tx, bytes);
  }
}

export async function listAttachments(tx: Tx, { received, content }: FiledMail): Promise<void> {
  if (content.attachments.length === 0) return;
  await tx.sql
    .insertInto('attachment')
    .values(
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
    )
    .execute();
}
