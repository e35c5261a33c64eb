import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase } from './test-database.ts';
import { jsonText } from './json-text.ts';

test('what no jsonb can hold is replaced, in values and in keys, and all else stays as it is', async () => {
  await using database = await openTestDatabase();
  const value = {
    cut: 'half \ud83d',
    nul: ['a\0b', { 'k\0\udc00': 1 }],
    whole: '😀 \\u0000 \\ud83d "quoted"\n',
    plain: [1, true, null],
  };
  const { rows } = await sql<{ back: unknown }>`select ${jsonText(value)}::jsonb as back`.execute(
    database.db.kysely,
  );
  expect(rows[0]?.back).toEqual({
    cut: 'half \ufffd',
    nul: ['a\ufffdb', { 'k\ufffd\ufffd': 1 }],
    whole: '😀 \\u0000 \\ud83d "quoted"\n',
    plain: [1, true, null],
  });
});
