import { expect, test } from 'vitest';
import { range } from './dispose-mails.ts';

test('a set of UIDs is written in runs', () => {
  expect(range([7])).toBe('7');
  expect(range([3, 1, 2, 9, 7, 8, 20])).toBe('1:3,7:9,20');
});
