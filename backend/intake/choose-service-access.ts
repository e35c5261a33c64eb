import { matchesAddress } from '../mail/match-address.ts';

/** A recipient and where it stands: the name of a header, or `SMTP envelope`. */
export interface Recipient {
  readonly header: string;
  readonly address: string;
}

/** A service access that may take mail (M13). */
export interface ServiceAccessEntry {
  readonly name: string;
  /** May hold `*`. */
  readonly address: string;
  /** Name of the service group it leads to. */
  readonly group: string;
}

export interface Choice<A extends ServiceAccessEntry> {
  /** Null: none fitted, so the mail goes to the unrouted group. */
  readonly access: A | null;
  readonly matched: Recipient | null;
  /** A sentence for a person. */
  readonly explanation: string;
}

/** The header name of recipients that the SMTP client gave for this very delivery. */
export const envelopeHeader = 'SMTP envelope';

/**
 * Chooses the service access that a mail came by: of the recipients in the order of trust the first that fits any
 * access, and of the accesses that it fits the one activated first (M13). The mailbox that all mail is forwarded to
 * is the last recipient to be asked, wherever it stands: its own address says nothing of whom the mail was for (M2).
 * @param recipients most trustworthy first
 * @param accesses active ones, the one activated first in front
 * @param masterAddresses addresses of the mailboxes that collect the mail
 */
export function chooseServiceAccess<A extends ServiceAccessEntry>(
  recipients: readonly Recipient[],
  accesses: readonly A[],
  masterAddresses: readonly string[] = [],
): Choice<A> {
  const isMaster = ({ address }: Recipient) =>
    masterAddresses.some((master) => !master.includes('*') && matchesAddress(master, address));
  const ordered = [...recipients.filter((one) => !isMaster(one)), ...recipients.filter(isMaster)];
  for (const recipient of ordered) {
    const fitting = accesses.filter((access) => matchesAddress(access.address, recipient.address));
    const [access, ...others] = fitting;
    if (access) return { access, matched: recipient, explanation: explain(recipient, access, others) };
  }
  return { access: null, matched: null, explanation: explainNone(ordered, accesses) };
}

function explain(
  recipient: Recipient,
  access: ServiceAccessEntry,
  others: readonly ServiceAccessEntry[],
): string {
  const rule =
    access.address.toLowerCase() === recipient.address.toLowerCase()
      ? ''
      : ` by its address ${access.address}`;
  const beside =
    others.length === 0
      ? ''
      : ` It was activated before ${list(others.map(({ name }) => `“${name}”`))}, which would fit too.`;
  return `${recipient.address} in ${recipient.header} fits the service access “${access.name}”${rule}, which leads to ${access.group}.${beside}`;
}

function explainNone(recipients: readonly Recipient[], accesses: readonly ServiceAccessEntry[]): string {
  if (recipients.length === 0) return 'The mail names no recipient, so no service access fits.';
  if (accesses.length === 0) return 'No service access is active.';
  const named = [...new Set(recipients.map(({ address, header }) => `${address} (${header})`))];
  const shown = named.length > 5 ? [...named.slice(0, 5), `${named.length - 5} more`] : named;
  return `No active service access fits any of the recipients: ${list(shown)}.`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
