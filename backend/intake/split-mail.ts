import { sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { Splitting } from '../../contract/domain/intake-configuration.ts';
import type { Tx } from '../db/database.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { type Recipient, chooseServiceAccess } from './choose-service-access.ts';
import { type MailHeaders, withHeader } from './mail-headers.ts';
import { matchesAddress } from '../mail/match-address.ts';
import type { RoutingTable } from './routing-table.ts';
import type { ReceivedMail } from './store-placed.ts';

/** A mail, or one of the copies that it was split into. */
export interface MailCopy {
  readonly received: ReceivedMail;
  readonly content: ReadMail;
  readonly headers: MailHeaders;
  /** Whom this copy is for, with what became of the others; null: the mail was not split. */
  readonly split: {
    readonly recipient: Recipient;
    /** True: this one is a copy of the mail for a further recipient. */
    readonly isFurther: boolean;
    readonly copies: number;
    readonly leftOut: number;
  } | null;
}

/**
 * Makes one mail for each recipient of To and Cc whom a service access takes (G18): the mail itself is for the first,
 * copies of its row are for the others, up to the limit. To be called with the mail's row locked, in the transaction
 * that takes it in: then it is split once, however often that is tried.
 */
export async function splitMail(
  tx: Tx,
  mail: Omit<MailCopy, 'split'>,
  table: RoutingTable,
  splitting: Splitting | null,
): Promise<readonly MailCopy[]> {
  // What machines report is about one mail, whomever else they tell.
  const isSplit = splitting?.copyMessageToRecipients === true && mail.content.nature.kind === 'message';
  if (!isSplit) return [{ ...mail, split: null }];
  const recipients = recipientsToServe(mail, table);
  if (recipients.length < 2) return [{ ...mail, split: null }];
  const served = recipients.slice(0, splitting.inboundMsgCopyLimit);
  const split = { copies: served.length, leftOut: recipients.length - served.length };
  const copies: MailCopy[] = [];
  for (const [index, recipient] of served.entries()) {
    const { id: original } = mail.received;
    const id =
      index === 0
        ? await markFirst(tx, original, recipient.address)
        : await insertCopy(tx, original, recipient.address);
    copies.push({
      ...nameRecipient(mail, recipient.address, splitting.copyMessageWithHeader),
      received: { ...mail.received, id },
      split: { recipient, isFurther: index > 0, ...split },
    });
  }
  tx.audit({
    tenantId: mail.received.tenant_id,
    action: 'mail.split',
    subject: `mail:${mail.received.id}`,
    detail: {
      copies: copies.map(({ received, split: made }) => ({
        mail: received.id,
        for: made?.recipient.address,
      })),
      leftOut: recipients.slice(served.length).map(({ address }) => address),
    },
  });
  return copies;
}

/**
 * Each once. Of mail that came by SMTP only those whom it was handed over for: the others get their own.
 */
function recipientsToServe(
  { received: { origin }, content }: Omit<MailCopy, 'split'>,
  table: RoutingTable,
): readonly Recipient[] {
  const isHandedOver = (address: string) =>
    origin.via !== 'smtp' || origin.recipients.some((recipient) => matchesAddress(recipient, address));
  const named = [
    ...content.to.map(({ address }) => ({ header: 'To', address })),
    ...content.cc.map(({ address }) => ({ header: 'Cc', address })),
  ];
  const unique = new Map<string, Recipient>();
  for (const recipient of named) {
    const key = recipient.address.trim().normalize('NFC').toLowerCase();
    const isServed = chooseServiceAccess([recipient], table.accesses).access !== null;
    if (isServed && isHandedOver(recipient.address) && !unique.has(key)) unique.set(key, recipient);
  }
  return [...unique.values()];
}

function nameRecipient(
  mail: Omit<MailCopy, 'split'>,
  address: string,
  header: string | undefined,
): Omit<MailCopy, 'split'> {
  if (header === undefined) return mail;
  return {
    ...mail,
    content: { ...mail.content, attachedData: { ...mail.content.attachedData, [header]: address } },
    headers: withHeader(mail.headers, header, address),
  };
}

async function markFirst(tx: Tx, id: MailId, address: string): Promise<MailId> {
  await tx.sql.updateTable('mail').set({ copy_for: address }).where('id', '=', id).execute();
  return id;
}

async function insertCopy(tx: Tx, of: MailId, address: string): Promise<MailId> {
  const { rows } = await sql<{ id: MailId }>`
    insert into mail (tenant_id, direction, state, source_sha256, size, received_at, origin, copy_of, copy_for)
    select tenant_id, direction, state, source_sha256, size, received_at, origin, id, ${address}
    from mail where id = ${of} returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error(`mail ${of} vanished while it was split`);
  return row.id;
}
