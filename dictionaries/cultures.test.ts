import { expect, test } from 'vitest';
import { culture as cultureSchema } from '../contract/domain/scalars.ts';
import { cultures, findCulture, languageOf, localeOf } from './cultures.ts';

test('the catalogue holds the 136 cultures of the source, each once', () => {
  expect(cultures).toHaveLength(136);
  expect(new Set(cultures.map((entry) => entry.culture)).size).toBe(136);
});

test('every culture is a name that the contract accepts and has a tag that Intl accepts', () => {
  for (const { culture, tag } of cultures) {
    expect(cultureSchema.safeParse(culture).success).toBe(true);
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
  }
});

test('old culture names are mapped to their BCP 47 tags', () => {
  expect(localeOf('Lt-sr-SP')).toBe('sr-Latn-RS');
  expect(localeOf('zh-CHS')).toBe('zh-Hans');
  expect(localeOf('en-CB')).toBe('en-029');
  expect(localeOf('DIV-mv')).toBe('dv-MV');
});

test('a name outside the table is kept where it is a tag and replaced where it is not', () => {
  expect(localeOf('cy-gb')).toBe('cy-GB');
  expect(localeOf('not a culture')).toBe('en-US');
  expect(localeOf('', 'fr-FR')).toBe('fr-FR');
  expect(findCulture('xx-XX')).toBeNull();
});

test('cultures share a language whatever their spelling', () => {
  expect(languageOf('Lt-sr-SP')).toBe(languageOf('Cy-sr-SP'));
  expect(languageOf('fr-CA')).toBe('fr');
});
