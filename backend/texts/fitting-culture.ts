import type { Culture } from '../../contract/domain/scalars.ts';
import { languageOf } from '../../dictionaries/cultures.ts';

/**
 * Of the versions of a text those for a mail in `wanted`: of that culture, else of its language, else those of no
 * culture, else the same for each of the defaults, else all.
 */
export function fittingCulture<T extends { readonly culture: Culture | null }>(
  versions: readonly T[],
  wanted: Culture,
  defaults: readonly Culture[],
): readonly T[] {
  const neutral = (version: T) => version.culture === null;
  const steps = [...ofCulture(wanted), neutral, ...defaults.flatMap(ofCulture)];
  for (const fits of steps) {
    const fitting = versions.filter(fits);
    if (fitting.length > 0) return fitting;
  }
  return versions;
}

type Fits = (version: { readonly culture: Culture | null }) => boolean;

function ofCulture(culture: Culture): readonly Fits[] {
  const name = culture.toLowerCase();
  const language = languageOf(culture);
  return [
    (version) => version.culture?.toLowerCase() === name,
    (version) => version.culture !== null && languageOf(version.culture) === language,
  ];
}
