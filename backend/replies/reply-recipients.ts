import { type DraftKind, mostRecipients, type Recipient } from '../../contract/domain/draft.ts';
import { mailAddress, type ReadAddress } from '../../contract/domain/mail-address.ts';
import { ExpectedError } from '../../contract/error.ts';
import { headerLine } from '../texts/reply-subject.ts';

/** The mail answered, as far as it decides whom the answer goes to. */
export interface AnsweredMail {
  readonly direction: 'in' | 'out';
  readonly from: ReadAddress;
  readonly replyTo: readonly ReadAddress[];
  readonly to: readonly ReadAddress[];
  readonly cc: readonly ReadAddress[];
}

export interface Recipients {
  readonly to: Recipient[];
  readonly cc: Recipient[];
}

/**
 * Whom an answer goes to, each with the header it was taken from: Reply-To, else From; for an answer to all also the
 * other recipients. Our own addresses are left out, so that no answer comes back in as new mail. What is no address
 * that we would write to is left out too.
 * @param isOurs true for addresses that lead to us
 * @throws too-many-recipients: nobody shall believe that all of them are answered when some were left out
 */
export function replyRecipients(
  kind: DraftKind,
  mail: AnsweredMail,
  isOurs: (address: string) => boolean,
): Recipients {
  if (kind === 'forward' || kind === 'new') return { to: [], cc: [] };
  const seen = new Set<string>();
  const take = (addresses: readonly ReadAddress[], source: Recipient['source']): Recipient[] =>
    addresses.flatMap(({ name, address }) => {
      const parsed = mailAddress.safeParse({ name: headerLine(name, 300), address: address.trim() });
      const key = address.trim().toLowerCase();
      if (!parsed.success || seen.has(key) || isOurs(key)) return [];
      seen.add(key);
      return [{ ...parsed.data, source }];
    });
  const to = answerTo(mail, take);
  if (kind === 'reply') return { to, cc: [] };
  const recipients = { to: [...to, ...take(mail.to, 'to')], cc: take(mail.cc, 'cc') };
  if (recipients.to.length > mostRecipients || recipients.cc.length > mostRecipients) {
    throw new ExpectedError(
      'too-many-recipients',
      `The mail went to more people than the ${mostRecipients} that To and Cc may each hold.`,
    );
  }
  return recipients;
}

function answerTo(
  mail: AnsweredMail,
  take: (addresses: readonly ReadAddress[], source: Recipient['source']) => Recipient[],
): Recipient[] {
  // An answer to what we sent goes on to those we sent it to.
  if (mail.direction === 'out') return take(mail.to, 'to').slice(0, mostRecipients);
  // Nobody wants an answer at so many places.
  const replyTo = mail.replyTo.length > mostRecipients ? [] : take(mail.replyTo, 'reply-to');
  return replyTo.length > 0 ? replyTo : take([mail.from], 'from');
}
