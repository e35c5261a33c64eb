import { expect, test } from 'vitest';
import { findHeaderFault } from './check-header.ts';

const sound =
  'From: a@b.example\r\nTo: c@d.example,\r\n e@f.example\r\nSubject: x\r\n\r\nTo: in the text\r\nBcc: too';

test('a sound header passes, with or without a text', () => {
  expect(findHeaderFault(Buffer.from(sound))).toBeNull();
  expect(findHeaderFault(Buffer.from('From: a@b.example\r\n'))).toBeNull();
  expect(findHeaderFault(Buffer.from('Received: a\r\nReceived: b\r\nFrom: a@b.example\r\n\r\nx'))).toBeNull();
});

test.each([
  ['NUL', 'From: a@b.example\r\nSubject: a\0b\r\n\r\nx', 'NUL'],
  ['CR', 'From: a@b.example\r\nSubject: a\rBcc: x@y.example\r\n\r\nx', 'CR or LF'],
  ['LF', 'From: a@b.example\r\nSubject: a\nBcc: x@y.example\r\n\r\nx', 'CR or LF'],
  ['an empty line of LF', 'From: a@b.example\r\nSubject: a\n\nText\r\n\r\nx', 'CR or LF'],
  [
    'a second recipient field',
    'From: a@b.example\r\nTo: c@d.example\r\nto : x@y.example\r\n\r\nx',
    'more than one to',
  ],
  ['a second sender', 'From: a@b.example\r\nFrom: x@y.example\r\n\r\nx', 'more than one from'],
  ['blind copies', 'From: a@b.example\r\nBcc: x@y.example\r\n\r\nx', 'blind copies'],
  ['a line that is no field', 'From: a@b.example\r\nHello there\r\n\r\nx', 'no field'],
  ['no sender', 'To: a@b.example\r\n\r\nx', 'no sender'],
  ['nothing', '', 'no field'],
])('a header with %s is not sent', (_what, mail, words) => {
  expect(findHeaderFault(Buffer.from(mail, 'latin1'))).toContain(words);
});
