import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName, installDictionary, wordsFile } from './install.ts';

/** Cultures that every installation starts with. */
export const startingCultures = ['en-US', 'en-GB', 'fr-FR', 'fr-CA', 'de-DE', 'es-ES', 'sv-SE'] as const;

/**
 * Installs the shipped dictionaries of the cultures that have none under `target` yet, and says which. What is there,
 * of whatever origin, is left alone. Takes well under a second, as no trial is needed.
 */
export async function ensureDictionaries(
  target: string,
  cultures: readonly string[] = startingCultures,
): Promise<readonly string[]> {
  const added: string[] = [];
  for (const culture of cultures.map(folderName)) {
    const isThere = await stat(join(target, culture, wordsFile)).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await installDictionary({ culture, source: { from: 'package' }, target });
    added.push(culture);
  }
  return added;
}
