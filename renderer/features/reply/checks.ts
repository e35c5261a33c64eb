import type { Recipient } from '../../../contract/domain/draft.ts';
import type { Message } from '../../../contract/domain/message.ts';
import { findAttachmentWord } from './attachment-words.ts';

/** Something to ask about before a mail goes out. None of them forbids to send. */
export type Concern =
  /** The customer has sent another mail after the one that this answers. */
  | { readonly type: 'written-again'; readonly sender: string; readonly beginning: string }
  | { readonly type: 'no-subject' }
  | { readonly type: 'attachment-missing'; readonly word: string }
  | { readonly type: 'unresolved'; readonly identifiers: readonly string[] }
  /** Responses that are no longer offered; the server says which. */
  | { readonly type: 'expired'; readonly responses: readonly string[] }
  /** Typed here, and in a domain that the conversation did not hold. */
  | { readonly type: 'new-domain'; readonly addresses: readonly string[] }
  | { readonly type: 'added'; readonly addresses: readonly string[] }
  | { readonly type: 'dropped'; readonly addresses: readonly string[] };

/** What the agent wants a mail sent in spite of. */
export interface Accepted {
  readonly unresolved: boolean;
  readonly expired: boolean;
  readonly writtenAgain: boolean;
}

export interface ReadyMail {
  readonly kind: 'reply' | 'reply-all' | 'forward' | 'new';
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly culture: string;
  /** What the agent wrote, without quotes and signature. */
  readonly text: string;
  readonly identifiers: readonly string[];
  readonly attachmentCount: number;
  /** Whom the draft was addressed to before anybody changed it. */
  readonly suggested: readonly Recipient[];
  /** The mail answered; null for new mail. */
  readonly original: Message | null;
  /** The whole conversation, oldest first. */
  readonly messages: readonly Message[];
}

export function findConcerns(mail: ReadyMail): Concern[] {
  const concerns: Concern[] = [...findNewer(mail)];
  if (mail.subject.trim() === '') concerns.push({ type: 'no-subject' });
  if (mail.attachmentCount === 0) {
    // Templates repeat the customer's subject.
    const text = mail.original?.subject ? mail.text.replaceAll(mail.original.subject, '') : mail.text;
    const word = findAttachmentWord(text, mail.culture);
    if (word !== null) concerns.push({ type: 'attachment-missing', word });
  }
  if (mail.identifiers.length > 0) concerns.push({ type: 'unresolved', identifiers: mail.identifiers });
  // A forward and a new mail have no recipients to compare with.
  if (mail.kind === 'reply' || mail.kind === 'reply-all') concerns.push(...compareRecipients(mail));
  return concerns;
}

const shownOfNewer = 160;

function findNewer({ kind, original, messages }: ReadyMail): Concern[] {
  if (original === null || (kind !== 'reply' && kind !== 'reply-all')) return [];
  const newer = messages.findLast(
    (message) =>
      message.direction === 'in' &&
      message.expert === undefined &&
      // No reports, and nothing that a machine has answered.
      (message.kind === undefined || message.kind === 'wrapped') &&
      message.id !== original.id &&
      message.receivedAt > original.receivedAt,
  );
  if (!newer) return [];
  const text = (newer.replyText ?? newer.text).replaceAll(/\s+/g, ' ').trim();
  const beginning = text.length > shownOfNewer ? `${text.slice(0, shownOfNewer).toWellFormed()}…` : text;
  return [{ type: 'written-again', sender: newer.from.name || newer.from.address, beginning }];
}

function compareRecipients({ kind, recipients, suggested, original }: ReadyMail): Concern[] {
  const concerns: Concern[] = [];
  const known = new Set(
    [
      ...suggested,
      ...(original === null ? [] : [original.from, ...original.replyTo, ...original.to, ...original.cc]),
    ].map(({ address }) => address.toLowerCase()),
  );
  const domains = new Set([...known].map(domainOf));
  const added = recipients
    .map(({ address }) => address)
    .filter((address) => !known.has(address.toLowerCase()));
  const foreign = added.filter((address) => !domains.has(domainOf(address)));
  const familiar = added.filter((address) => domains.has(domainOf(address)));
  if (foreign.length > 0) concerns.push({ type: 'new-domain', addresses: foreign });
  if (familiar.length > 0) concerns.push({ type: 'added', addresses: familiar });
  const present = new Set(recipients.map(({ address }) => address.toLowerCase()));
  const dropped = suggested
    .map(({ address }) => address)
    .filter((address) => !present.has(address.toLowerCase()));
  // Who answers one person has dropped nobody; with all of them taken out the missing recipient is said elsewhere.
  if (dropped.length > 0 && (kind === 'reply-all' || recipients.length > 0)) {
    concerns.push({ type: 'dropped', addresses: dropped });
  }
  return concerns;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
