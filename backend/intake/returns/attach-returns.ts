import { sql } from 'kysely';
import type { InteractionId, MailId } from '../../../contract/domain/ids.ts';
import type { DeliveryReport, FailedDelivery, MailKind } from '../../../contract/domain/mail-kind.ts';
import type { Tx } from '../../db/database.ts';
import { jsonText } from '../../db/json-text.ts';
import { finish } from '../../mail/kinds/delivery-reports.ts';
import { localPartOf } from '../../mail/kinds/header-signs.ts';
import { publishOutgoing } from '../../mail/outbox/publish-outgoing.ts';
import { publishInteractions } from '../../routing/publish-interaction.ts';
import { newInteraction, openInteractions } from '../open-interactions.ts';
import type { PlacedMail } from '../store-placed.ts';
import { type ParentMail, byReturnPath, findParent } from './find-parents.ts';

/**
 * Stores return messages and automatic replies as children of the outgoing mails that they speak of (G13): they are
 * seen in its thread and on its timeline, and nobody is offered them. Only a final failure makes a work item, for the
 * group that the mail is from. One whose parent is unknown is left to be queued like any other mail.
 * @returns for each mail that found its parent the work item made of it, or null
 */
export async function attachReturns(
  tx: Tx,
  placed: readonly PlacedMail[],
): Promise<ReadonlyMap<MailId, InteractionId | null>> {
  const attached = new Map<MailId, InteractionId | null>();
  for (const mail of placed) {
    await storeReports(tx, mail.received.id, mail.content.nature.deliveryReports);
    const isBounce = !maySpeakOfAnother(mail) && hasNullSender(mail);
    if (!isBounce && !maySpeakOfAnother(mail)) continue;
    const parent = await (isBounce ? byReturnPath(tx, mail) : findParent(tx, mail));
    const isListed = await isListedSender(tx, mail);
    if (isListed && !parent) await setKind(tx, mail.received.id, 'ndr');
    const kind = parent && kindBeside(mail, parent, isListed);
    // An answer to a mail that has no interaction is best seen by somebody.
    if (!parent || !kind || (kind === 'auto-reply' && parent.interactionId === null)) continue;
    const told =
      kind === 'ndr' && parent.foundBy === 'return-path' ? await tellFailure(tx, mail, parent) : mail;
    attached.set(mail.received.id, await attach(tx, told, parent, kind));
  }
  return attached;
}

/** Interactions that machines began say so; the kind of their mails is stored by now. */
export async function markKinds(tx: Tx, placed: readonly PlacedMail[]): Promise<void> {
  const ids = placed.flatMap((mail) =>
    mail.content.nature.kind !== 'message' || maySpeakOfAnother(mail) ? [mail.received.id] : [],
  );
  if (ids.length === 0) return;
  await sql`
    update interaction set kind = mail.kind from mail
    where mail.id = interaction.mail_id and interaction.mail_id = any(${ids}::bigint[])`.execute(tx.sql);
}

function maySpeakOfAnother({ content: { nature } }: PlacedMail): boolean {
  return nature.kind === 'message' ? nature.subjectMail.isReturned : nature.kind !== 'wrapped';
}

/**
 * A mail that returns one of ours is a report of non-delivery whoever sent it (G10), unless the recipient of ours did:
 * that is a person who forwards it to us.
 */
function kindBeside(mail: PlacedMail, parent: ParentMail, isListed: boolean): MailKind | null {
  const { content } = mail;
  const { kind, isAutomatic, subjectMail } = content.nature;
  if (kind !== 'message') return kind;
  if (isListed) return 'ndr';
  // What comes back to a mail's own return path without a sender returns it, in whatever words.
  if (parent.foundBy === 'return-path') return hasNullSender(mail) ? 'ndr' : null;
  if (!subjectMail.isReturned || parent.foundBy !== 'message-id') return null;
  const sender = content.from?.address.toLowerCase() ?? '';
  const isRecipient = parent.recipients.some((address) => address.toLowerCase() === sender);
  return isRecipient && !isAutomatic ? null : 'ndr';
}

/** Nobody is to answer it (RFC 5321, 4.5.5): reports of failure have it, and some automatic replies. */
function hasNullSender({ received: { origin }, answers, content }: PlacedMail): boolean {
  if (content.nature.kind !== 'message') return false;
  if (origin.via === 'smtp') return origin.sender === '';
  return answers.headers.all('return-path')[0]?.trim() === '<>';
}

/** Of a failure that names no recipient: the mail's, if there was just one. */
async function tellFailure(tx: Tx, mail: PlacedMail, { recipients }: ParentMail): Promise<PlacedMail> {
  const { nature } = mail.content;
  const [recipient] = recipients;
  if (nature.deliveryReports.length > 0 || recipients.length !== 1 || recipient === undefined) return mail;
  const report = finish({
    recipient,
    action: 'failed',
    status: null,
    diagnostic: '',
    remoteMta: null,
    cause: 'unknown',
  });
  await storeReports(tx, mail.received.id, [report]);
  return { ...mail, content: { ...mail.content, nature: { ...nature, deliveryReports: [report] } } };
}

/** Of a mail that returns another one, and does not say by itself that it is a report (G10). */
async function isListedSender(tx: Tx, { received, content }: PlacedMail): Promise<boolean> {
  if (content.nature.kind !== 'message' || !content.nature.subjectMail.isReturned) return false;
  const { ndr_senders: listed } = await tx.sql
    .selectFrom('tenant')
    .select('ndr_senders')
    .where('id', '=', received.tenant_id)
    .executeTakeFirstOrThrow();
  return listed.includes(localPartOf(content.from?.address ?? ''));
}

async function setKind(tx: Tx, mailId: MailId, kind: MailKind): Promise<void> {
  await tx.sql.updateTable('mail').set({ kind }).where('id', '=', mailId).execute();
}

async function storeReports(tx: Tx, mailId: MailId, reports: readonly DeliveryReport[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.sql
    .insertInto('delivery_report')
    .values(
      reports.map((report, position) => ({
        mail_id: mailId,
        position,
        recipient: report.recipient,
        action: report.action,
        status: report.status,
        diagnostic: report.diagnostic,
        remote_mta: report.remoteMta,
        final: report.final,
        cause: report.cause,
      })),
    )
    .execute();
}

async function attach(
  tx: Tx,
  mail: PlacedMail,
  parent: ParentMail,
  kind: MailKind,
): Promise<InteractionId | null> {
  const { id, tenant_id: tenantId } = mail.received;
  await tx.sql
    .updateTable('mail')
    .set({
      kind,
      parent_id: parent.mailId,
      parent_found_by: parent.foundBy,
      ...(parent.groupId === null ? {} : { service_group_id: parent.groupId }),
    })
    .where('id', '=', id)
    .execute();
  if (parent.interactionId !== null) await addTo(tx, parent.interactionId, id);
  const workItem = kind === 'ndr' ? await openWorkItem(tx, mail, parent) : null;
  const { deliveryReports } = mail.content.nature;
  tx.audit({
    tenantId,
    action: kind === 'auto-reply' ? 'outgoing.answered-automatically' : 'outgoing.delivery-reported',
    subject: `outgoing:${parent.outgoingId}`,
    detail: {
      mail: id,
      kind,
      foundBy: parent.foundBy,
      reports: deliveryReports.map(({ recipient, action, status, cause }) => ({
        recipient,
        action,
        status,
        cause,
      })),
      workItem,
    },
  });
  if (parent.interactionId !== null) await publishInteractions(tx, [parent.interactionId]);
  await publishOutgoing(tx, parent.outgoingId);
  return workItem;
}

async function openWorkItem(tx: Tx, mail: PlacedMail, parent: ParentMail): Promise<InteractionId | null> {
  const failed = mail.content.nature.deliveryReports.find(({ action }) => action === 'failed');
  const delivery: FailedDelivery = {
    recipient: failed?.recipient ?? '',
    status: failed?.status ?? null,
    cause: failed?.cause ?? 'unknown',
  };
  const { routing, groupId } = mail;
  const item = newInteraction({
    ...mail,
    groupId: parent.groupId ?? groupId,
    routing: {
      ...routing,
      explanation: `A mail of this group could not be delivered: “${parent.subject}”. ${routing.explanation}`,
    },
  });
  const opened = (await openInteractions(tx, [item])).get(mail.received.id);
  if (opened === undefined) throw new Error(`no work item was made of mail ${mail.received.id}`);
  await tx.sql
    .updateTable('interaction')
    .set({ kind: 'ndr', delivery: jsonText(delivery) })
    .where('id', '=', opened)
    .execute();
  // What failed is seen beside why.
  await addTo(tx, opened, parent.mailId);
  return opened;
}

async function addTo(tx: Tx, interactionId: InteractionId, mailId: MailId): Promise<void> {
  await tx.sql
    .insertInto('interaction_mail')
    .values({ interaction_id: interactionId, mail_id: mailId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
