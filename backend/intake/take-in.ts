import { sql } from 'kysely';
import type { InteractionId, MailId, ServiceAccessId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { RoutingReason } from '../../contract/domain/interaction.ts';
import { storeBlob } from '../archive/store-blob.ts';
import type { Database, Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import { extensionOf } from '../mail/mime/attachment-name.ts';
import { chooseServiceAccess } from './choose-service-access.ts';
import { detectLanguage } from './language.ts';
import { previewOf } from './preview.ts';
import { type RoutingTable, readRoutingTable } from './routing-table.ts';
import { recipientsOf } from './recipients.ts';
import { searchWords } from './words.ts';

/** A received mail as far as it is known before it is read. */
interface ReceivedMail {
  readonly id: MailId;
  readonly tenant_id: RoutingTable['tenantId'];
  readonly origin: MailOrigin;
}

/**
 * Makes a queued interaction of a mail whose raw bytes are stored, in one transaction: the mail is read, archived
 * with its attachments, routed and announced. Exactly once, however often and from however many processes it is
 * called: the row is locked, and one that is read already is left alone. A mail that cannot be read is queued all the
 * same, with the reason in `problem`.
 * @returns the interaction; null if there was nothing left to do
 */
export async function takeIn(
  db: Database,
  reader: MailReader,
  mailId: MailId,
): Promise<InteractionId | null> {
  const raw = await readRaw(db, mailId);
  if (raw === null) return null;
  // Reading takes its time and a process of its own, so it happens before the lock: at worst it was in vain.
  const mail = await reader.read(raw);
  return db.transaction('system', async (tx) => {
    const received = await lockReceived(tx, mailId);
    if (!received) return null;
    const table = await readRoutingTable(tx.sql, received.tenant_id);
    const choice = chooseServiceAccess(
      recipientsOf(mail, received.origin),
      table.accesses,
      table.masterAddresses,
    );
    const groupId = choice.access?.groupId ?? table.unroutedGroupId;
    const problem = problemOf(mail, received.origin);
    const routing: RoutingReason = {
      serviceAccess: choice.access && {
        id: choice.access.id,
        name: choice.access.name,
        address: choice.access.address,
      },
      matched: choice.matched,
      explanation: choice.explanation,
    };
    await storeAttachments(tx, received.id, mail);
    const language = detectLanguage(mail.subject ?? '', mail.text, mail.contentLanguage);
    await storeMail(tx, received, mail, { groupId, language });
    const interactionId = await openInteraction(tx, received, mail, {
      groupId,
      accessId: choice.access?.id ?? null,
      language,
      problem,
      routing,
    });
    await tx.audit({
      tenantId: received.tenant_id,
      action: 'mail.taken-in',
      subject: `mail:${received.id}`,
      detail: { interactionId, serviceGroupId: groupId, routing, problems: mail.problems },
    });
    await publishInteraction(tx, interactionId);
    return interactionId;
  });
}

async function readRaw(db: Database, mailId: MailId): Promise<Buffer | null> {
  const row = await db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select('blob.bytes')
    .where('mail.id', '=', mailId)
    .where('mail.state', '=', 'received')
    .executeTakeFirst();
  return row?.bytes ?? null;
}

async function lockReceived(tx: Tx, mailId: MailId): Promise<ReceivedMail | undefined> {
  return tx.sql
    .selectFrom('mail')
    .select(['id', 'tenant_id', 'origin'])
    .where('id', '=', mailId)
    .where('state', '=', 'received')
    .forUpdate()
    .executeTakeFirst();
}

async function storeMail(
  tx: Tx,
  received: ReceivedMail,
  mail: ReadMail,
  { groupId, language }: { readonly groupId: ServiceGroupId; readonly language: string | null },
): Promise<void> {
  const people = [mail.from, ...mail.to, ...mail.cc].map((one) => (one ? `${one.name} ${one.address}` : ''));
  const files = mail.attachments.map(({ name }) => name ?? '');
  const words = searchWords(mail.subject, people.join(' '), files.join(' '), mail.text);
  await tx.sql
    .updateTable('mail')
    .set({
      state: 'read',
      from_name: mail.from?.name ?? '',
      from_address: mail.from?.address ?? '',
      reply_to: JSON.stringify(mail.replyTo),
      to_addresses: JSON.stringify(mail.to),
      cc_addresses: JSON.stringify(mail.cc),
      subject: mail.subject ?? '',
      date: mail.date === null ? null : new Date(mail.date),
      message_id: mail.messageId,
      in_reply_to: mail.inReplyTo,
      refs: [...mail.references],
      text: mail.text,
      html: mail.html,
      language,
      problems: [...mail.problems],
      service_group_id: groupId,
      words: sql<string>`to_tsvector('simple', ${words})`,
    })
    .where('id', '=', received.id)
    .execute();
}

async function storeAttachments(tx: Tx, mailId: MailId, mail: ReadMail): Promise<void> {
  // In the order of their hashes, so that two mails with the same files do not wait for each other in a circle.
  for (const attachment of mail.attachments.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))) {
    await storeBlob(tx, attachment.bytes);
  }
  for (const [position, { name, type, size, sha256, contentId, inline }] of mail.attachments.entries()) {
    await tx.sql
      .insertInto('attachment')
      .values({
        mail_id: mailId,
        position,
        name: name ?? `attachment-${position + 1}.${extensionOf(type)}`,
        type,
        size,
        sha256,
        content_id: contentId,
        inline,
      })
      .execute();
  }
}

async function openInteraction(
  tx: Tx,
  received: ReceivedMail,
  mail: ReadMail,
  place: {
    readonly groupId: ServiceGroupId;
    readonly accessId: ServiceAccessId | null;
    readonly language: string | null;
    readonly problem: string | null;
    readonly routing: RoutingReason;
  },
): Promise<InteractionId> {
  // Copied by the database: a JavaScript date would round mails of one millisecond to the same place.
  const receivedAt = sql<Date>`(select received_at from mail where id = ${received.id})`;
  const { id } = await tx.sql
    .insertInto('interaction')
    .values({
      tenant_id: received.tenant_id,
      service_group_id: place.groupId,
      service_access_id: place.accessId,
      mail_id: received.id,
      state: 'queued',
      received_at: receivedAt,
      enqueued_at: receivedAt,
      priority: received.origin.via === 'smtp' ? (received.origin.priority ?? 0) : 0,
      from_name: mail.from?.name ?? '',
      from_address: mail.from?.address ?? '',
      subject: mail.subject ?? '',
      preview: previewOf(mail.text),
      language: place.language,
      attachment_count: mail.attachments.filter(({ inline }) => !inline).length,
      problem: place.problem,
      routing: JSON.stringify(place.routing),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx.sql.insertInto('interaction_mail').values({ interaction_id: id, mail_id: received.id }).execute();
  return id;
}

/** Why the mail could not be read as a whole; small faults are listed with the mail, not here. */
function problemOf(mail: ReadMail, origin: MailOrigin): string | null {
  if (origin.via === 'imap' && origin.problem !== undefined) return origin.problem;
  return mail.isComplete ? null : (mail.problems[0] ?? 'The mail could not be read.');
}
