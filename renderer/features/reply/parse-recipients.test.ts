import { expect, test } from 'vitest';
import { parseRecipients } from './parse-recipients.ts';

test('a pasted list is split at commas, semicolons and lines, names kept', () => {
  const { valid, invalid } = parseRecipients(
    'a@x.example, Bo Ek <bo@x.example>; "Ek, Cia" <cia@x.example>\nmailto:d@x.example\n<e@x.example>',
  );
  expect(valid).toEqual([
    { name: '', address: 'a@x.example' },
    { name: 'Bo Ek', address: 'bo@x.example' },
    { name: 'Ek, Cia', address: 'cia@x.example' },
    { name: '', address: 'd@x.example' },
    { name: '', address: 'e@x.example' },
  ]);
  expect(invalid).toEqual([]);
});

test('plain addresses may be separated by spaces', () => {
  expect(parseRecipients('a@x.example b@x.example').valid.map(({ address }) => address)).toEqual([
    'a@x.example',
    'b@x.example',
  ]);
});

test.each(['nobody', 'a@', 'a b@x.example c', 'x@y@z.example', 'a<b@x.example'])(
  '"%s" is kept as no address',
  (text) => {
    expect(parseRecipients(text)).toEqual({ valid: [], invalid: [text] });
  },
);

test('line ends cannot smuggle a header in', () => {
  const { valid, invalid } = parseRecipients('a@x.example\r\nBcc: evil@x.example');
  expect(valid.map(({ address }) => address)).toEqual(['a@x.example']);
  expect(invalid).toEqual(['Bcc: evil@x.example']);
});
