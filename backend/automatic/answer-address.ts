import type { AutomaticEvidence } from '../../contract/domain/automatic-mail.ts';
import { mailAddress } from '../../contract/domain/mail-address.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import type { MailHeaders } from '../intake/mail-headers.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';

/**
 * Whom an automatic answer goes to (RFC 3834 section 4): the envelope sender, as the client gave it or as the last
 * server wrote it down in Return-Path, never Reply-To; From only where no envelope is known. Where it is null or no
 * address, From is named all the same: a person may still decide to write there.
 */
export function findAnswerAddress(
  mail: Pick<ReadMail, 'from'>,
  headers: MailHeaders,
  origin: MailOrigin,
): { readonly recipient: string; readonly evidence: readonly AutomaticEvidence[] } {
  const from = mail.from?.address.trim() ?? '';
  const envelope = envelopeSender(headers, origin);
  if (envelope && envelope.address === '') {
    const { source } = envelope;
    const says = 'the envelope names no sender, as bounces and automatic mails do';
    return { recipient: usable(from), evidence: [{ rule: 'null-sender', source, value: '<>', says }] };
  }
  const { source, address } = envelope ?? { source: 'From', address: from };
  if (usable(address) !== '') return { recipient: address, evidence: [] };
  const says = address === '' ? 'the mail names no sender' : 'the sender is no address that mail can go to';
  return {
    recipient: usable(from),
    evidence: [{ rule: 'no-address', source, value: address.slice(0, 200), says }],
  };
}

function envelopeSender(
  headers: MailHeaders,
  origin: MailOrigin,
): { readonly source: string; readonly address: string } | null {
  if (origin.via === 'smtp') return { source: 'SMTP envelope', address: origin.sender.trim() };
  const [path] = headers.all('Return-Path');
  if (path === undefined) return null;
  // Source routes are obsolete, and to be ignored (RFC 5321 section 4.1.1.3).
  const address = (/<([^<>]*)>/.exec(path)?.[1] ?? path).replace(/^@[^:]*:/, '').trim();
  return { source: 'Return-Path', address };
}

function usable(address: string): string {
  return mailAddress.shape.address.safeParse(address).success ? address : '';
}

/** Local parts of machines, of those who want no answer, and of the managers of lists (RFC 3834 section 2). */
const unattended =
  /^(?:(?:no|not|non|never)[-_.]?(?:reply|replies|response|answer)\b.*|do[-_.]?not[-_.]?(?:reply|respond|answer)\b.*|ne[-_.]?pas[-_.]?repondre\b.*|keine?[-_.]?antwort\b.*|mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mmdf|abuse|bounces?\b.*|.*[-+_.]bounces?|owner-.*|.*-owner|.*-request|listserv|majordomo|mailman|nobody|root|daemon)$/i;

/** Evidence that nobody reads what is sent to an address. */
export function findUnattended(source: string, address: string): readonly AutomaticEvidence[] {
  const [local = ''] = address.split('@');
  if (!unattended.test(local)) return [];
  return [
    {
      rule: 'no-reply',
      source,
      value: address.slice(0, 200),
      says: 'the sender is a machine or wants no answer',
    },
  ];
}
