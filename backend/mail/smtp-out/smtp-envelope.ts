import { domainToASCII } from 'node:url';
import type { Parcel } from '../outbox/delivery.ts';

/** A parcel's envelope in the words of SMTP. */
export interface SmtpEnvelope {
  readonly from: string;
  readonly to: readonly string[];
  /** The parcel's word for one of these recipients. */
  readonly meant: (recipient: string) => string;
  /** Addresses that only a server with SMTPUTF8 understands (RFC 6531); they stand in the header as well. */
  readonly beyondAscii: readonly string[];
}

/** Domains as the name system has them (RFC 5890), which servers without SMTPUTF8 understand too. */
export function writeEnvelope({ from, to }: Pick<Parcel, 'from' | 'to'>): SmtpEnvelope {
  const meant = new Map(to.map((address) => [writeDomain(address), address]));
  const written = { from: writeDomain(from), to: to.map(writeDomain) };
  return {
    ...written,
    meant: (recipient) => meant.get(recipient) ?? recipient,
    beyondAscii: [from, ...to].filter((address) => !isAscii(writeDomain(address))),
  };
}

/** Whether a server's answer to EHLO offers SMTPUTF8. */
export function offersUtf8(answer: string | false): boolean {
  return answer !== false && /^250[ -]SMTPUTF8\b/im.test(answer);
}

function writeDomain(address: string): string {
  if (isAscii(address)) return address;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

export function isAscii(address: string): boolean {
  return /^[\u0020-\u007e]*$/.test(address);
}
