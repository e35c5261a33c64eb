import { expect, test } from 'vitest';
import { findByShortcut, listRows, searchResponses } from './response-tree.ts';
import { sampleResponses } from './testing/samples.ts';

const names = (query: string) =>
  searchResponses(sampleResponses, query).map((row) => (row.type === 'response' ? row.entry.name : row.name));

test('the tree lists categories before responses, with their depth', () => {
  const rows = listRows(sampleResponses, new Set());
  expect(rows.map((row) => `${row.level} ${row.type === 'category' ? row.name : row.entry.name}`)).toEqual([
    '1 Billing',
    '2 Reminders',
    '3 Late fee',
    '2 Payment in instalments',
    '1 Moving house',
    '2 New address',
  ]);
});

test('a closed category hides what is in it', () => {
  const [billing] = listRows(sampleResponses, new Set());
  expect(listRows(sampleResponses, new Set([billing?.key ?? '']))).toHaveLength(3);
});

test('responses are found by name, keyword, category, text and shortcut, whatever accents and case', () => {
  expect(names('LATE')).toEqual(['Late fee']);
  expect(names('contract')).toEqual(['New address']);
  expect(names('billing')).toEqual(['Payment in instalments', 'Late fee']);
  expect(names('three parts')).toEqual(['Payment in instalments']);
  expect(names('pi')[0]).toBe('Payment in instalments');
  expect(names('áddress')).toEqual(['New address']);
  expect(names('nothing of the kind')).toEqual([]);
});

test('a shortcut names one response', () => {
  expect(findByShortcut(sampleResponses, 'LF')?.id).toBe('late-fee');
  expect(findByShortcut(sampleResponses, 'x')).toBeNull();
});
