import { expect, test } from 'vitest';
import { findForbidden } from './forbidden-headers.ts';

test('what Postroom and servers write may not be added, whatever the case; other fields may', () => {
  expect(findForbidden(['X-Company', 'bcc', 'Content-Language', 'ARC-Seal', 'Organization'], null)).toEqual([
    'bcc',
    'Content-Language',
    'ARC-Seal',
  ]);
});

test('an administrator’s list takes the place of the usual one, and never frees what would break the mail', () => {
  expect(findForbidden(['X-Secret-A', 'Errors-To', 'To', 'Content-Type'], ['X-Secret-*'])).toEqual([
    'X-Secret-A',
    'To',
    'Content-Type',
  ]);
  expect(findForbidden(['Auto-Submitted'], [])).toEqual([]);
});
