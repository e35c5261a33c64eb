import { sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { Splitting } from '../../contract/domain/intake-configuration.ts';
import type { Tx } from '../db/database.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { type Recipient, type ServiceAccessEntry, chooseServiceAccess } from './choose-service-access.ts';
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
  const plan = planCopies(mail.content, splitting, table.accesses, isHandedOver(mail.received));
  if (plan === null) return [{ ...mail, split: null }];
  const { served, leftOut } = plan;
  const split = { copies: served.length, leftOut: leftOut.length };
  const copies: MailCopy[] = [];
  for (const [index, recipient] of served.entries()) {
    const { id: original } = mail.received;
    const id =
      index === 0
        ? await markFirst(tx, original, recipient.address)
        : await insertCopy(tx, original, recipient.address);
    copies.push({
      ...nameRecipient(mail, recipient.address, splitting?.copyMessageWithHeader),
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
      leftOut: leftOut.map(({ address }) => address),
    },
  });
  return copies;
}

export interface CopyPlan {
  /** Each gets a mail of its own, the first the mail itself. */
  readonly served: readonly Recipient[];
  /** Those beyond the limit. */
  readonly leftOut: readonly Recipient[];
}

/**
 * Whom a mail is split for (G18): the recipients of To and Cc whom a service access takes, each once.
 * @param isMeant false for those who get a mail of their own anyway
 * @returns null where the mail is not split
 */
export function planCopies(
  content: Pick<ReadMail, 'to' | 'cc' | 'nature'>,
  splitting: Splitting | null,
  accesses: readonly ServiceAccessEntry[],
  isMeant: (address: string) => boolean = () => true,
): CopyPlan | null {
  // What machines report is about one mail, whomever else they tell.
  if (splitting?.copyMessageToRecipients !== true || content.nature.kind !== 'message') return null;
  const named = [
    ...content.to.map(({ address }) => ({ header: 'To', address })),
    ...content.cc.map(({ address }) => ({ header: 'Cc', address })),
  ];
  const unique = new Map<string, Recipient>();
  for (const recipient of named) {
    const key = recipient.address.trim().normalize('NFC').toLowerCase();
    const isServed = chooseServiceAccess([recipient], accesses).access !== null;
    if (isServed && isMeant(recipient.address) && !unique.has(key)) unique.set(key, recipient);
  }
  if (unique.size < 2) return null;
  const recipients = [...unique.values()];
  const limit = splitting.inboundMsgCopyLimit;
  return { served: recipients.slice(0, limit), leftOut: recipients.slice(limit) };
}

/** Of mail that came by SMTP only those whom it was handed over for: the others get their own. */
function isHandedOver({ origin }: ReceivedMail): (address: string) => boolean {
  return (address) =>
    origin.via !== 'smtp' || origin.recipients.some((recipient) => matchesAddress(recipient, address));
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
