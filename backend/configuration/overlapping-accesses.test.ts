import { expect, test } from 'vitest';
import { patternsOverlap } from './overlapping-accesses.ts';

const overlapping: [string, string][] = [
  ['sales@example.com', 'Sales@Example.com'],
  ['sales@example.com', '*@example.com'],
  ['Solidus.Sales.*@seclab.com', '*.eu@seclab.com'],
  ['sales.*@example.com', 'sales.de@example.*'],
  ['*a*b@x', 'a*@x'],
  ['*@*', 'anything@at.all'],
  ['a**@x', 'a@x'],
];
const apart: [string, string][] = [
  ['sales@example.com', 'orders@example.com'],
  ['sales.*@example.com', 'sales@example.com'],
  ['*.eu@example.com', '*.us@example.com'],
  ['*@example.com', '*@example.org'],
  ['ab*@x', 'a@x'],
];

test.each(overlapping)('%s and %s overlap', (a, b) => {
  expect([patternsOverlap(a, b), patternsOverlap(b, a)]).toEqual([true, true]);
});

test.each(apart)('%s and %s do not overlap', (a, b) => {
  expect([patternsOverlap(a, b), patternsOverlap(b, a)]).toEqual([false, false]);
});

test('patterns made of stars only do not take long', () => {
  expect(patternsOverlap(`${'*a'.repeat(300)}*@x`, `${'*b'.repeat(300)}*@x`)).toBe(true);
});
