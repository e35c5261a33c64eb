import { expect, test } from 'vitest';
import { mailAddress } from './mail-address.ts';

test.each([
  'a@b.com\r\nBcc: c@d.com',
  'a@b.com\nBcc: c@d.com',
  'a\u0000@b.com',
  'a@b.com,c@d.com',
  'a b@c.com',
  'no-at-sign',
  '<a@b.com>',
])('an address that could reach somebody else or split a header is refused: %j', (address) => {
  expect(mailAddress.safeParse({ name: '', address }).success).toBe(false);
});

test.each(['anna@example.com', 'o.brien+tag@sub.example.co.uk', 'δοκιμή@παράδειγμα.ελ'])(
  'an ordinary address is accepted: %s',
  (address) => {
    expect(mailAddress.safeParse({ name: 'Anna', address }).success).toBe(true);
  },
);

test('a name with a line break is refused', () => {
  expect(mailAddress.safeParse({ name: 'Anna\r\nBcc: x@y.z', address: 'a@b.com' }).success).toBe(false);
});
