import type { DraftKind, Recipient } from '../../../contract/domain/draft.ts';
import { mailAddress, type ReadAddress } from '../../../contract/domain/mail-address.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { Fields } from './reply-state.ts';

/** The mail that a draft answers, and which addresses are our own. */
export interface AnsweredMail {
  readonly message: Message;
  readonly isOurs: (address: string) => boolean;
}

/**
 * The fields of a draft that becomes another kind of answer: recipients as the original suggests them, and one `Re:` or
 * `Fwd:`. Bcc, the language and addresses typed by hand stay.
 */
export function fieldsForKind(kind: DraftKind, fields: Fields, answered: AnsweredMail): Fields {
  const typed = [...fields.to, ...fields.cc].filter(({ source }) => source === 'typed');
  const { to, cc } = suggestRecipients(kind, answered);
  const suggested = new Set([...to, ...cc].map(({ address }) => address.toLowerCase()));
  const kept = typed.filter(({ address }) => !suggested.has(address.toLowerCase()));
  const isTypedCc = (recipient: Recipient) => fields.cc.includes(recipient);
  return {
    ...fields,
    to: [...to, ...kept.filter((each) => !isTypedCc(each))],
    cc: [...cc, ...kept.filter(isTypedCc)],
    subject: markSubject(kind, fields.subject),
  };
}

function suggestRecipients(kind: DraftKind, { message, isOurs }: AnsweredMail) {
  if (kind === 'forward' || kind === 'new') return { to: [], cc: [] };
  const seen = new Set<string>();
  const take = (addresses: readonly ReadAddress[], source: Recipient['source']): Recipient[] =>
    addresses.flatMap((each) => {
      const parsed = mailAddress.safeParse(each);
      const key = each.address.toLowerCase();
      if (!parsed.success || seen.has(key) || isOurs(key)) return [];
      seen.add(key);
      return [{ ...parsed.data, source }];
    });
  const replyTo = take(message.replyTo, 'reply-to');
  const first = message.direction === 'out' ? take(message.to, 'to') : replyTo;
  const to = first.length > 0 ? first : take([message.from], 'from');
  if (kind === 'reply') return { to, cc: [] };
  return { to: [...to, ...take(message.to, 'to')], cc: take(message.cc, 'cc') };
}

function markSubject(kind: DraftKind, subject: string): string {
  const plain = subject.replace(/^(?:\s*(?:re|fwd?)\s*:)+\s*/iu, '');
  return `${kind === 'forward' ? 'Fwd' : 'Re'}: ${plain}`;
}
