import type { Settings } from '../../contract/desktop.ts';
import type { Language } from './strings.ts';

const spoken: readonly Language[] = ['en', 'fr'];

function languageOf(locale: string): Language | undefined {
  return spoken.find((language) => locale.toLowerCase().startsWith(language));
}

/** The language of the screens, and the locale of dates and numbers, from the setting and the person's languages. */
export function chooseLanguage(
  setting: Settings['language'],
  locales: readonly string[],
): { readonly language: Language; readonly locale: string } {
  const language =
    setting === 'system' ? (locales.map(languageOf).find((found) => found !== undefined) ?? 'en') : setting;
  return { language, locale: locales.find((locale) => languageOf(locale) === language) ?? language };
}
