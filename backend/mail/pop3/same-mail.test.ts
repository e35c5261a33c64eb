import { expect, test } from 'vitest';
import { hashWithoutNotes } from './same-mail.ts';

const hash = (text: string): string => hashWithoutNotes(Buffer.from(text));
const mail = 'From: a@example.com\r\nSubject: Status\r\n\r\nStatus: it stays\r\n';

test.for([
  ['at the end', mail.replace('\r\n\r\n', '\r\nStatus: RO\r\nX-UIDL: abc\r\n\r\n')],
  ['at the beginning, folded', `X-Keywords: one\r\n two\r\n${mail}`],
  ['in any case', mail.replace('Subject', 'X-STATUS: A\r\nSubject')],
])('what a server notes %s changes no mail', ([, noted]) => {
  expect(hash(noted ?? '')).toBe(hash(mail));
});

test.for([
  ['another body', mail.replace('stays', 'goes')],
  ['a note in the body', `${mail}Status: RO\r\n`],
  ['another field', mail.replace('Subject', 'X-Subject')],
  ['no header', '\r\nFrom: a@example.com\r\n'],
])('%s makes another mail', ([, other]) => {
  expect(hash(other ?? '')).not.toBe(hash(mail));
});
