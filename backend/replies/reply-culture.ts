import type { Culture } from '../../contract/domain/scalars.ts';
import { findCulture, languageOf } from '../../dictionaries/cultures.ts';

/**
 * The culture of an answer: the language of the mail, in the form that the group, else the agent, else the tenant
 * uses; for another language its most likely region. Without a known language the first of the preferred.
 * @param language ISO 639-1, null where unknown
 * @param preferred the group's, the agent's and the tenant's culture
 */
export function replyCulture(language: string | null, preferred: readonly [Culture, ...Culture[]]): Culture {
  if (language === null) return preferred[0];
  const same = preferred.find((culture) => languageOf(culture) === language);
  if (same) return same;
  const likely = likelyCulture(language);
  return (likely === null ? undefined : findCulture(likely)?.culture) ?? preferred[0];
}

function likelyCulture(language: string): string | null {
  try {
    const { region } = new Intl.Locale(language).maximize();
    return region === undefined ? null : `${language}-${region}`;
  } catch {
    return null;
  }
}
