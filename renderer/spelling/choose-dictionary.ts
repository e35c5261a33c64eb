import type { DictionaryState } from '../../contract/desktop.ts';

/** ISO 639 code of a culture; the old `Lt-sr-SP` and `Cy-uz-UZ` begin with the script. */
export function languageOf(culture: string): string {
  const [first = '', second = ''] = culture.split('-');
  return (/^(?:Lt|Cy)$/iu.test(first) ? second : first).toLowerCase();
}

/** The dictionary for a culture: its own, else a ready one of the same language, else any of that language. */
export function chooseDictionary(
  dictionaries: readonly DictionaryState[],
  culture: string,
): DictionaryState | null {
  const own = dictionaries.find((each) => each.culture.toLowerCase() === culture.toLowerCase());
  if (own !== undefined) return own;
  const related = dictionaries.filter((each) => languageOf(each.culture) === languageOf(culture));
  return related.find((each) => each.state === 'ready') ?? related[0] ?? null;
}
