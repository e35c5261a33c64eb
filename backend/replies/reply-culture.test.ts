import { expect, test } from 'vitest';
import { replyCulture } from './reply-culture.ts';

test.each([
  ['fr', ['fr-CA', 'en-US'], 'fr-CA'],
  ['fr', ['en-US', 'fr-CH', 'de-DE'], 'fr-CH'],
  ['fr', ['en-US'], 'fr-FR'],
  ['ja', ['en-US'], 'ja-JP'],
  ['xx', ['de-DE'], 'de-DE'],
  [null, ['sv-SE', 'en-US'], 'sv-SE'],
] as const)('mail in %s to a group that prefers %j is answered in %s', (language, preferred, expected) => {
  expect(replyCulture(language, preferred)).toBe(expected);
});
