import { unzipSync } from 'fflate';
import type { UnzipFileInfo } from 'fflate';
import { languageOf, localeOf } from './cultures.ts';
import { largestFile } from './import-dictionary.ts';
import { spellingEntries } from './xcu.ts';

/** A spelling dictionary found in an extension. */
export interface OxtDictionary {
  /** BCP 47 tags as the extension states them, else from the file's name; may be empty. */
  readonly locales: readonly string[];
  /** Path of the grammar in the archive, for messages. */
  readonly name: string;
  readonly grammar: Uint8Array;
  readonly words: Uint8Array;
}

/** `es_ES`, `sr-Latn`, `de_DE_frami`: what of a file's name tells the language. */
const localeInName = /(?:^|\/)([a-z]{2,3}(?:[_-](?:[A-Z][a-z]{3}|[A-Z]{2}))*)(?=$|[_.-])[^/]*$/;

const largestArchive = 64 * 1024 * 1024;
const mostEntries = 2000;
const largestTotal = 2 * largestFile;
const largestRatio = 200;

/**
 * The spelling dictionaries in an Open Office extension (`.oxt`, a ZIP): those that its `dictionaries.xcu` lists, else
 * every pair of `.aff` and `.dic` of one name. Nothing of it is written to disk under the archive's own names; archives
 * with names that lead elsewhere, too many entries, or data that unfolds beyond all measure are refused. Throws an Error
 * that says what is wrong.
 */
export function dictionariesInOxt(archive: Uint8Array): readonly OxtDictionary[] {
  const files = unzip(archive);
  const listed = [...files]
    .filter(([name]) => /(?:^|\/)[^/]*\.xcu$/i.test(name))
    .flatMap(([name, bytes]) => spellingEntries(new TextDecoder().decode(bytes), folderOf(name)));
  const found = listed.flatMap(({ locales, locations }) => {
    const grammar = locations.find((location) => /\.aff$/i.test(location));
    const words = locations.find((location) => /\.dic$/i.test(location));
    return pairOf(files, grammar, words, locales);
  });
  return found.length > 0 ? found : pairsByName(files);
}

/**
 * The dictionary of an extension for a culture: one made for it, else for its language, else the only one where it says
 * nothing of languages. Throws an Error that lists what there is.
 */
export function chooseFromOxt(dictionaries: readonly OxtDictionary[], culture: string): OxtDictionary {
  const tag = localeOf(culture).toLowerCase();
  const language = languageOf(culture);
  const exact = dictionaries.find((it) =>
    it.locales.some((locale) => localeOf(locale).toLowerCase() === tag),
  );
  const related = dictionaries.find((it) => it.locales.some((locale) => languageOf(locale) === language));
  const [only] = dictionaries;
  const chosen =
    exact ?? related ?? (dictionaries.length === 1 && only?.locales.length === 0 ? only : undefined);
  if (chosen) return chosen;
  const there = dictionaries.map((it) => `${it.name} (${it.locales.join(', ') || 'no culture stated'})`);
  throw new Error(
    `the extension holds no dictionary for ${culture}, only ${there.join('; ') || 'none at all'}`,
  );
}

function pairOf(
  files: ReadonlyMap<string, Uint8Array>,
  grammarName: string | undefined,
  wordsName: string | undefined,
  locales: readonly string[],
): OxtDictionary[] {
  const grammar = grammarName === undefined ? undefined : files.get(grammarName);
  const words = wordsName === undefined ? undefined : files.get(wordsName);
  if (grammarName === undefined || !grammar || !words) return [];
  return [{ locales, name: grammarName, grammar, words }];
}

function pairsByName(files: ReadonlyMap<string, Uint8Array>): OxtDictionary[] {
  const names = [...files.keys()];
  return names
    .filter((name) => /\.aff$/i.test(name))
    .flatMap((name) => {
      const base = name.slice(0, -4);
      const words = names.find((other) => other.toLowerCase() === `${base}.dic`.toLowerCase());
      const locale = localeInName.exec(base)?.[1]?.replaceAll('_', '-');
      return pairOf(files, name, words, locale === undefined ? [] : [locale]);
    });
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function unzip(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  if (archive.length > largestArchive) {
    throw new Error(`the extension is larger than ${largestArchive / 1024 / 1024} MB`);
  }
  const sizes = new Map<string, number>();
  let entries = 0;
  let total = 0;
  const isWanted = (file: UnzipFileInfo): boolean => {
    entries += 1;
    if (entries > mostEntries) throw new Refusal(`the extension holds more than ${mostEntries} files`);
    refuseUnsafeName(file.name);
    if (!/\.(?:aff|dic|xcu)$/i.test(file.name)) return false;
    total += file.originalSize;
    if (file.originalSize > largestFile || total > largestTotal) {
      throw new Refusal(`${file.name} in the extension is too large`);
    }
    if (file.originalSize > 1024 * 1024 && file.originalSize > file.size * largestRatio) {
      throw new Refusal(`${file.name} in the extension unfolds to more than ${largestRatio} times its size`);
    }
    sizes.set(file.name, file.originalSize);
    return true;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive, { filter: isWanted });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Error('the file is not a readable .oxt (ZIP) archive', { cause: error });
  }
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes.length !== sizes.get(name)) throw new Error(`${name} in the extension is damaged`);
  }
  return new Map(Object.entries(files));
}

class Refusal extends Error {}

function refuseUnsafeName(name: string): void {
  const parts = name.split('/');
  if (name.startsWith('/') || /[\\\0]/.test(name) || /^[A-Za-z]:/.test(name) || parts.includes('..')) {
    throw new Refusal(`the extension holds a name that leads elsewhere: ${JSON.stringify(name)}`);
  }
}
