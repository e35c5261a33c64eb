import { expect, test } from 'vitest';
import { readMailHeaders } from './mail-headers.ts';

test('fields are found by name, decoded', () => {
  const headers = readMailHeaders(
    Buffer.from('X-Shop: one\r\nSubject: =?utf-8?q?=C3=A9?=\r\nx-shop: two\r\n\r\nx'),
  );
  expect(headers.all('X-SHOP')).toEqual(['one', 'two']);
  expect(headers.all('subject')).toEqual(['é']);
});

test.each([
  ['more fields than a mail has', 'a:\r\n'.repeat(100_000)],
  ['a field that is longer than any', `X: ${'y'.repeat(1_000_000)}\r\n`],
])('a header with %s is read as far as it goes', (_, more) => {
  expect(readMailHeaders(Buffer.from(`X-Shop: one\r\n${more}\r\nx`)).all('x-shop')).toEqual(['one']);
});
