import { expect, test } from 'vitest';
import { matchWords } from './match-words.ts';

test.each([
  ['Reply all', 're a', true],
  ['Why is it here?', 're', false],
  ['Répondre à tous', 'repondre', true],
  ['Go to sent & problems', 'prob', true],
  ['Forward', '', true],
])('%j is found by %j: %j', (text, typed, isFound) => {
  expect(matchWords(text, typed)).toBe(isFound);
});
