import { domainToASCII } from 'node:url';
import { readAddresses } from '../mime/addresses.ts';
import { fieldOf, readHeaderBlock } from '../mime/header-block.ts';
import { Problems } from '../mime/problems.ts';
import type { Parcel } from '../outbox/delivery.ts';
import { wellKnownFolder } from './ews-folder.ts';
import { base64, tag, type Xml } from './request-xml.ts';

/** How the header of a mail and its envelope differ. Exchange knows no envelope: it sends to all whom the header names. */
export interface Recipients {
  /** In the envelope alone. */
  readonly blind: readonly string[];
  /** In the header alone. */
  readonly uncalled: readonly string[];
}

export function compareRecipients({ raw, to }: Pick<Parcel, 'raw' | 'to'>): Recipients {
  const { fields } = readHeaderBlock(raw, 0, raw.length, true, new Problems());
  const named = ['to', 'cc'].flatMap((name) =>
    readAddresses(fieldOf(fields, name) ?? '', 'utf-8').map(({ address }) => address),
  );
  const known = new Set(named.map(inOneForm));
  const wanted = new Set(to.map(inOneForm));
  return {
    blind: to.filter((address) => !known.has(inOneForm(address))),
    uncalled: named.filter((address) => !wanted.has(inOneForm(address))),
  };
}

/** A domain may stand in its own letters in one place and in ASCII in another. */
function inOneForm(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`.toLowerCase();
}

/**
 * The request that sends a mail and keeps a copy among the sent mails. Blind recipients stand outside of the mail:
 * Exchange writes them into no header (MS-OXCMAIL 2.1.3.1.1.2).
 */
export function createMessage({ raw, messageId, envelopeId }: Parcel, blind: readonly string[]): Xml {
  const recipients = blind.map((address) => tag('t:Mailbox', {}, tag('t:EmailAddress', {}, address)));
  const wantsReport = envelopeId !== null && envelopeId !== undefined;
  // In the order of the schema.
  const message = tag(
    't:Message',
    {},
    tag('t:MimeContent', { CharacterSet: 'UTF-8' }, base64(raw)),
    ...(blind.length === 0 ? [] : [tag('t:BccRecipients', {}, ...recipients)]),
    ...(wantsReport ? [tag('t:IsDeliveryReceiptRequested', {}, 'true')] : []),
    tag('t:InternetMessageId', {}, messageId),
  );
  return tag(
    'm:CreateItem',
    { MessageDisposition: 'SendAndSaveCopy' },
    tag('m:SavedItemFolderId', {}, wellKnownFolder('sentitems')),
    tag('m:Items', {}, message),
  );
}
