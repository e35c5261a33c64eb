import { create } from 'zustand';

/** A text, or a function of its parameters that returns one. */
type Entry = string | ((parameters: never) => string);
type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

export type Language = 'en' | 'fr';

export interface Strings<T> {
  readonly en: T;
  readonly fr: Translated<T>;
}

/**
 * The texts of one feature, English and French side by side: a missing French one does not compile. Texts with
 * parameters are functions, so plural rules are written where they are used (see {@link plural}).
 */
export function defineStrings<T extends Record<string, Entry>>(strings: Strings<T>): Strings<T> {
  return strings;
}

/** `plural('fr', 0, { one: 'courriel', other: 'courriels' })` by the rules of CLDR. */
export function plural(
  language: Language,
  count: number,
  forms: { readonly one: string; readonly other: string },
): string {
  return new Intl.PluralRules(language).select(count) === 'one' ? forms.one : forms.other;
}

interface LanguageState {
  readonly language: Language;
  /** For dates and numbers: the person's own region where it has the language of the screens (BCP 47). */
  readonly locale: string;
  readonly setLanguage: (language: Language, locale?: string) => void;
}

/** The language of the screens; set once the host has told settings and locales. */
export const useLanguage = create<LanguageState>((set) => ({
  language: 'en',
  locale: 'en',
  setLanguage: (language, locale = language) => {
    set({ language, locale });
  },
}));

export function useStrings<T>(strings: Strings<T>): T {
  const language = useLanguage((state) => state.language);
  return strings[language] as T;
}
