import { expect, test } from 'vitest';
import { fitsPattern } from './recipient-directory.ts';

test('a star stands for any run of characters', () => {
  expect(fitsPattern('sales.*@example.com', 'sales.nordic@example.com')).toBe(true);
  expect(fitsPattern('sales.*@example.com', 'sales.@example.com')).toBe(true);
  expect(fitsPattern('sales.*@example.com', 'sales@example.com')).toBe(false);
  expect(fitsPattern('*@example.com', 'a@b@example.com')).toBe(true);
  expect(fitsPattern('*@example.com', 'a@example.com.evil.example')).toBe(false);
  expect(fitsPattern('a.b@example.com', 'axb@example.com')).toBe(false);
});

test('many stars against a long address take no time to speak of', () => {
  expect(fitsPattern(`${'*a'.repeat(100)}@b`, `${'a'.repeat(300)}@c`)).toBe(false);
});
