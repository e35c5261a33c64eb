import { createHash } from 'node:crypto';
import { wrappedNature } from '../kinds/mail-nature.ts';
import { attachedDataOf } from './attached-data.ts';
import { readHeaderBlock } from './header-block.ts';
import type { ReadAttachment, ReadMail } from './mail-content.ts';
import { Problems } from './problems.ts';
import { type ReadHeader, readHeader, trustHeader } from './read-header.ts';
import { shortHeader } from './short-header.ts';

/** Domain of an unreadable sender where the configuration names none: one that can never receive mail (RFC 2606). */
export const noDomain = 'unknown.invalid';

/** The key that marks a wrapping message among a mail's attached data; its value is the reason. */
const wrappingReasonKey = '_WrappingMessageReason';

/**
 * The wrapping message of an unparsable mail (G8): its header, a text that says why, and the mail itself attached.
 * Costs milliseconds whatever the mail, and never throws.
 * @param reason a sentence
 * @param defaultDomain of the sender `unknown@…`, where the mail's own cannot be read
 */
export function wrapMail(raw: Uint8Array, reason: string, defaultDomain: string): ReadMail {
  return wrap(raw, reason, defaultDomain, { name: 'original.eml', type: 'message/rfc822' });
}

/** The same for a mail of which only the header block could be fetched (G5): that is attached (RFC 6522). */
export function wrapHeader(headerBlock: Uint8Array, reason: string, defaultDomain = noDomain): ReadMail {
  const attached = { name: 'original-headers.txt', type: 'text/rfc822-headers' };
  return wrap(headerBlock, reason, defaultDomain, attached);
}

function wrap(
  raw: Uint8Array,
  reason: string,
  defaultDomain: string,
  attached: Pick<ReadAttachment, 'name' | 'type'>,
): ReadMail {
  const header = readHeaderPatiently(raw);
  const { from } = header;
  const original = attachOriginal(raw, attached);
  const text = `Error encountered during preprocessing of this message + ${reason} + Original Incoming Email is attached to this Email`;
  return {
    ...header,
    from: from && /.@./.test(from.address) ? from : { name: '', address: `unknown@${defaultDomain}` },
    subject: header.subject ?? 'Unknown subject',
    text,
    replyText: text,
    html: null,
    attachments: [original],
    attachedData: { ...attachedDataOf([original]), [wrappingReasonKey]: reason },
    nature: wrappedNature,
    isComplete: false,
    problems: [reason],
  };
}

function readHeaderPatiently(raw: Uint8Array): ReadHeader {
  const problems = new Problems({ isPatient: true });
  try {
    const head = shortHeader(raw);
    const block = readHeaderBlock(head, 0, head.length, true, problems);
    return readHeader(trustHeader(head, block, problems), null, problems);
  } catch {
    return nothing;
  }
}

function attachOriginal(raw: Uint8Array, attached: Pick<ReadAttachment, 'name' | 'type'>): ReadAttachment {
  return {
    ...attached,
    size: raw.length,
    sha256: createHash('sha256').update(raw).digest('hex'),
    contentId: null,
    inline: false,
    bytes: new Uint8Array(raw),
  };
}

const nothing: ReadHeader = {
  from: null,
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  subject: null,
  date: null,
  messageId: null,
  inReplyTo: null,
  references: [],
  recipientHeaders: [],
  contentLanguage: null,
};
