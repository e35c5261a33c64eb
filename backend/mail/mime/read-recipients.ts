import { readAddresses } from './addresses.ts';
import type { HeaderField } from './header-block.ts';
import type { HeaderRecipient } from './mail-content.ts';

/** Where the original recipient is sought, most trustworthy first (M2). */
export const recipientHeaders = [
  'Delivered-To',
  'X-Original-To',
  'X-Envelope-To',
  'Envelope-To',
  'X-Forwarded-To',
  'X-Delivered-To',
  'X-Rcpt-To',
  'Original-Recipient',
  'X-MS-Exchange-Organization-OriginalEnvelopeRecipients',
  'To',
  'Cc',
  'Apparently-To',
  'Resent-To',
  'Resent-Cc',
  'Bcc',
] as const;

const maxRecipients = 2000;
/** Addresses looked at, repetitions included. */
const maxRead = 10_000;

/** All recipients that the header names, each once a header. */
export function readRecipients(
  fields: readonly HeaderField[],
  hint: string | null,
): readonly HeaderRecipient[] {
  const found = new Map<string, HeaderRecipient>();
  let read = 0;
  for (const header of recipientHeaders) {
    const name = header.toLowerCase();
    for (const field of fields) {
      if (field.name !== name || read >= maxRead) continue;
      // `Original-Recipient: rfc822;support@example.com` (RFC 8098 §2.3)
      const value =
        name === 'original-recipient' ? field.value.replace(/^\s*[a-z0-9-]+\s*;/i, '') : field.value;
      for (const { address } of readAddresses(value, hint)) {
        read++;
        if (address.includes('@') && found.size < maxRecipients)
          found.set(`${name}\0${address}`, { header, address });
      }
    }
  }
  return [...found.values()];
}
