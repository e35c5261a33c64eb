import { expect, test } from 'vitest';
import { fittingCulture } from './fitting-culture.ts';

const versions = ['en-US', 'fr-FR', 'fr-CA', null, 'es-ES'].map((culture) => ({ culture }));
const chosen = (wanted: string, defaults: string[] = [], from = versions) =>
  fittingCulture(from, wanted, defaults).map(({ culture }) => culture);

test('the culture comes first, then its language, then the version of no culture', () => {
  expect(chosen('FR-ca')).toEqual(['fr-CA']);
  expect(chosen('fr-BE')).toEqual(['fr-FR', 'fr-CA']);
  expect(chosen('es-MX')).toEqual(['es-ES']);
  expect(chosen('ja-JP', ['en-US'])).toEqual([null]);
});

test('without a version of no culture the defaults follow, and in the end any', () => {
  const written = versions.filter(({ culture }) => culture !== null);
  expect(chosen('ja-JP', ['en-GB', 'fr-FR'], written)).toEqual(['en-US']);
  expect(chosen('ja-JP', ['de-DE'], written)).toEqual(['en-US', 'fr-FR', 'fr-CA', 'es-ES']);
  expect(chosen('ja-JP', [], [])).toEqual([]);
});
