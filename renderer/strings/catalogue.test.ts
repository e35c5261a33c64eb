import { expect, test } from 'vitest';
import type { Strings } from './strings.ts';

const modules = import.meta.glob<Record<string, unknown>>('../**/strings.ts', { eager: true });
const catalogues = Object.entries(modules).flatMap(([file, module]) =>
  Object.values(module).flatMap((value) => (isCatalogue(value) ? [{ file, value }] : [])),
);

function isCatalogue(value: unknown): value is Strings<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'en' in value && 'fr' in value;
}

test('there are catalogues to look at', () => {
  expect(catalogues.length).toBeGreaterThan(6);
});

test.each(catalogues)('$file has the same texts in English and French, none of them empty', ({ value }) => {
  expect(Object.keys(value.fr)).toEqual(Object.keys(value.en));
  for (const text of [...Object.values(value.en), ...Object.values(value.fr)]) {
    expect(typeof text === 'function' || (typeof text === 'string' && text.trim() !== '')).toBe(true);
  }
});
