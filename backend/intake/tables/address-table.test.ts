import { expect, test } from 'vitest';
import { createAddressTable } from './address-table.ts';

const table = createAddressTable(
  ['Ann@Example.com', '*@spam.example', 'sales.*@x.example', 'plain words', '*'.repeat(3) + '@*.bad.example'],
  (entry) => entry,
);

test.each([
  ['ann@example.com', 'Ann@Example.com'],
  ['ann+list@EXAMPLE.com', 'Ann@Example.com'],
  ['anyone@spam.example', '*@spam.example'],
  ['sales.north@x.example', 'sales.*@x.example'],
  ['Plain Words', 'plain words'],
  ['a@b.bad.example', '***@*.bad.example'],
  ['ann@example.com.evil.example', null],
  ['x@notspam.example', null],
  ['', null],
])('%s is found as %s', (text, entry) => {
  expect(table.find(text)).toBe(entry);
});

test('all entries that fit are found in their order', () => {
  const both = createAddressTable(['*@a.example', 'x@a.example', '*'], (entry) => entry);
  expect(both.findAll('x@a.example')).toEqual(['*@a.example', 'x@a.example', '*']);
});
