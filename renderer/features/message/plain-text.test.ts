import { expect, test } from 'vitest';
import { findLinks, splitPlainText } from './plain-text.ts';

const kinds = (text: string) => splitPlainText(text).map(({ kind }) => kind);

test('the quoted history is one piece with the line above it', () => {
  const blocks = splitPlainText(
    'Thanks!\n\nOn Mon, 16 Nov 2026, Shop <a@b.example> wrote:\n> Dear Anna,\n>\n> done.',
  );
  expect(blocks.map(({ kind }) => kind)).toEqual(['text', 'quote']);
  expect(blocks[0]?.text).toBe('Thanks!');
  expect(blocks[1]?.text).toContain('wrote:');
});

test('an attribution that was broken into two lines belongs to the quote', () => {
  const blocks = splitPlainText(
    'Hello\n\nOn Monday the 16th of November 2026 at nine\nAnna <a@b.example> wrote:\n> x',
  );
  expect(blocks[1]?.text.startsWith('On Monday')).toBe(true);
});

test('answers between quotes stay in view', () => {
  expect(kinds('> When?\nTomorrow.\n> Where?\nHere.')).toEqual(['quote', 'text', 'quote', 'text']);
});

test('what follows a divider of another mail program is history', () => {
  expect(kinds('Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: x\nAlles')).toEqual(['text', 'quote']);
});

test('a signature is told apart', () => {
  expect(kinds('Hello\n-- \nAnna\nBristol')).toEqual(['text', 'signature']);
});

test('lines that only end in carriage returns are lines', () => {
  expect(splitPlainText('a\rb')[0]?.text).toBe('a\nb');
});

test('addresses are links, punctuation after them is not', () => {
  expect(findLinks('See https://a.example/x?y=1. Or www.b.example, or write to anna@c.example!')).toEqual([
    { text: 'See ' },
    { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { text: '. Or ' },
    { text: 'www.b.example', href: 'https://www.b.example' },
    { text: ', or write to ' },
    { text: 'anna@c.example', href: 'mailto:anna@c.example' },
    { text: '!' },
  ]);
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x'])('%s is only text', (text) => {
  expect(findLinks(text)).toEqual([{ text }]);
});

test('what a stranger repeats a million times is shown at once', () => {
  expect(splitPlainText(`one${' '.repeat(1_000_000)}two`)).toHaveLength(1);
  for (const sign of ['a', '.', '%', 'a.']) expect(findLinks(sign.repeat(1_000_000))).toHaveLength(1);
  expect(findLinks(`https://a.example/${','.repeat(1_000_000)}b.`).map(({ text }) => text.length)).toEqual([
    1_000_019, 1,
  ]);
});
