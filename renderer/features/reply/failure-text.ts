import type { ErrorCode, Failure } from '../../../contract/error.ts';
import type { ReplyStrings } from './strings.ts';

/** What went wrong with a reply and what to do about it. */
export function failureText(failure: Failure, strings: ReplyStrings): string {
  const text = texts[failure.code];
  return text === undefined ? strings['fail-other']({ message: failure.message }) : strings[text];
}

type PlainText = {
  [K in keyof ReplyStrings]: ReplyStrings[K] extends string ? K : never;
}[keyof ReplyStrings];

const texts: Partial<Record<ErrorCode, PlainText>> = {
  unreachable: 'fail-offline',
  'no-recipient': 'fail-no-recipient',
  'bad-address': 'fail-bad-address',
  'no-sender-address': 'fail-no-sender-address',
  'lease-lost': 'fail-lease-lost',
  'draft-conflict': 'fail-conflict',
  'unresolved-identifiers': 'fail-unresolved',
  'expired-responses': 'fail-expired',
  'too-large': 'fail-too-large',
  'storage-full': 'fail-storage-full',
  'not-found': 'fail-not-found',
};
