import { expect, test } from 'vitest';
import { findTokens, misspeltParts, spellingsOf } from './tokens.ts';

const words = (text: string, language = 'en') => findTokens(text, language).map(({ text: word }) => word);

test('words keep their apostrophes', () => {
  expect(words("don't we’ve l'été aujourd'hui")).toEqual(["don't", 'we’ve', "l'été", "aujourd'hui"]);
});

test('addresses, identifiers, handles, numbers and order numbers are no words', () => {
  const text =
    'See https://shop.example/orders?id=7 or www.shop.example, mail jo.doe@shop.example about $From.Name$, ' +
    'order AB-1234X, 42nd, 12.50, URGENT, @maja #4711 C:\\Temp\\x.txt end';
  expect(words(text)).toEqual(['See', 'or', 'mail', 'about', 'order', 'end']);
});

test('single letters and scripts without dictionaries are left alone', () => {
  expect(words('a b 請求書 送ってください ok')).toEqual(['ok']);
});

test('a hyphenated word is one token with its parts', () => {
  const [token] = findTokens('porte-monnaie', 'fr');
  expect(token?.text).toBe('porte-monnaie');
  expect(token?.parts.map(({ text, from, to }) => [text, from, to])).toEqual([
    ['porte', 0, 5],
    ['monnaie', 6, 13],
  ]);
});

test('of a hyphenated word that is unknown as a whole, the wrong part is misspelt', () => {
  const [token] = findTokens('well-knwon', 'en');
  const known = new Set(['well', 'known']);
  const wrong = token === undefined ? [] : misspeltParts(token, (word) => known.has(word));
  expect(wrong?.map(({ text }) => text)).toEqual(['knwon']);
});

test.each([
  ['fr', 'l’été', 'été'],
  ['fr', "qu'elle", 'elle'],
  ['en', 'Postroom’s', 'Postroom'],
  ['en', 'don’t', "don't"],
  ['de', 'Bestell- und', 'Bestell-'],
])('in %s, "%s" is right when "%s" is', (language, text, alternative) => {
  const [token] = findTokens(text, language);
  expect(token === undefined ? [] : spellingsOf(token)).toContain(alternative);
});

test('a verdict that is missing leaves the token undecided', () => {
  const [token] = findTokens('hello', 'en');
  expect(token && misspeltParts(token, () => undefined)).toBeUndefined();
});

test('positions count from the start of the text', () => {
  expect(findTokens('Ein Hoff, zwei', 'de').map(({ from, to }) => [from, to])).toEqual([
    [0, 3],
    [4, 8],
    [10, 14],
  ]);
});

test('Thai is cut into words by the segmenter', () => {
  expect(words('สวัสดีครับ', 'th').length).toBeGreaterThan(1);
});
