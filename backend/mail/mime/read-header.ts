import type { ReadAddress } from '../../../contract/domain/mail-address.ts';
import { maxAddresses, readAddresses, readAddressFields } from './addresses.ts';
import { type HeaderBlock, type HeaderField, fieldOf } from './header-block.ts';
import { decodeHeaderText, tidyLine } from './header-text.ts';
import type { ReadMail } from './mail-content.ts';
import { readMailDate } from './mail-date.ts';
import { readMessageId, readMessageIds } from './message-ids.ts';
import type { Problems } from './problems.ts';
import { readRecipients } from './read-recipients.ts';

/** A mail none of whose fields is known has no header: its first line happens to hold a colon. */
export function trustHeader(raw: Uint8Array, block: HeaderBlock, problems: Problems): HeaderBlock {
  const known = block.fields.some(
    ({ name }) => knownFields.has(name) || name.startsWith('content-') || name.startsWith('x-'),
  );
  if (known || raw.length === 0) return block;
  problems.add('The mail has no header.');
  return {
    fields: [],
    bodyStart: block.fields.length === 0 ? block.bodyStart : 0,
    mboxSender: block.mboxSender,
  };
}

const knownFields = new Set([
  'from', 'to', 'cc', 'bcc', 'subject', 'date', 'sender', 'reply-to', 'return-path', 'received', 'message-id', 'mime-version',
  'delivered-to', 'in-reply-to', 'references', 'resent-from', 'dkim-signature', 'return-receipt-to', 'apparently-to', 'errors-to',
]); // prettier-ignore

/** What the header alone tells of a mail. */
export type ReadHeader = Omit<
  ReadMail,
  'text' | 'html' | 'replyText' | 'attachments' | 'attachedData' | 'nature' | 'isComplete' | 'problems'
>;

/** Reads the fields that Postroom knows. */
export function readHeader(block: HeaderBlock, hint: string | null, problems: Problems): ReadHeader {
  const { fields } = block;
  const list = (name: string) => {
    const found = fields.filter((field) => field.name === name).map(({ value }) => value);
    const addresses = readAddressFields(found, hint);
    if (addresses.length >= maxAddresses)
      problems.exceed(`There are ${maxAddresses} addresses and more in ${name}.`);
    return addresses;
  };
  const subject = fieldOf(fields, 'subject');
  const dateField = fieldOf(fields, 'date');
  const date = dateField === null ? null : readMailDate(dateField);
  if (dateField !== null && date === null) problems.add('The date cannot be read.');
  for (const name of ['from', 'subject', 'date', 'message-id', 'content-type']) {
    if (fields.filter((field) => field.name === name).length > 1)
      problems.add(`There is more than one ${name} field; the first was taken.`);
  }
  const contentLanguage = fieldOf(fields, 'content-language')?.split(/[,;\s]/)[0] ?? '';
  return {
    from: readFrom(fields, block.mboxSender, hint, problems),
    sender: list('sender')[0] ?? null,
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    subject: subject === null ? null : tidyLine(decodeHeaderText(subject, hint)),
    date,
    messageId: readMessageId(fieldOf(fields, 'message-id') ?? ''),
    inReplyTo: readMessageIds(fieldOf(fields, 'in-reply-to') ?? '')[0] ?? null,
    references: readMessageIds(
      fields
        .filter((field) => field.name === 'references')
        .map((field) => field.value)
        .join(' '),
    ),
    recipientHeaders: readRecipients(fields, hint),
    contentLanguage: /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(contentLanguage) ? contentLanguage : null,
  };
}

/** RFC 5322 §3.6.2 asks for exactly one From; where it is missing or unreadable, whoever else sent the mail. */
function readFrom(
  fields: readonly HeaderField[],
  mboxSender: string | null,
  hint: string | null,
  problems: Problems,
): ReadAddress | null {
  let fallback: ReadAddress | null = null;
  for (const name of [
    'from',
    'sender',
    'resent-from',
    'reply-to',
    'return-path',
    'errors-to',
    'x-sender',
    'x-envelope-from',
  ]) {
    for (const field of fields) {
      if (field.name !== name || field.value === '') continue;
      const addresses = readAddresses(field.value, hint);
      const found = addresses.find((address) => address.address !== '');
      if (found) {
        if (name !== 'from') problems.add(`No address stands in From; the sender was taken from ${name}.`);
        // The name that From gives without an address is still the sender's.
        return name !== 'from' && fallback !== null ? { name: fallback.name, address: found.address } : found;
      }
      fallback ??= addresses[0] ?? null;
      // `MAILER-DAEMON <>` says that there is nobody to answer to: then nobody else is looked for.
      if (name === 'from' && fallback !== null && /<\s*>/.test(field.value)) return fallback;
    }
  }
  if (mboxSender !== null) {
    problems.add('No address stands in From; the sender was taken from the line in front of the mail.');
    return { name: fallback?.name ?? '', address: mboxSender };
  }
  problems.add(fallback === null ? 'The mail names no sender.' : 'The sender has no address.');
  return fallback;
}
