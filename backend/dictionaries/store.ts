import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dictionary } from '../../contract/domain/dictionary.ts';
import { culture as cultureSchema } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import { importDictionary } from '../../dictionaries/import-dictionary.ts';
import { engineFile, engineNote, grammarFile, wordsFile } from '../../dictionaries/install.ts';
import type { EngineNote } from '../../dictionaries/install.ts';
import { hashOf } from '../../dictionaries/shipped.ts';

export type DictionaryFile = typeof wordsFile | typeof grammarFile;

/** A folder under `Spelling/` as it was read; `stamp` says which files that was true of. */
interface Entry {
  readonly stamp: string;
  readonly dictionary: Dictionary | null;
  /** Why it cannot be used, for administrators. */
  readonly problem: string | null;
  readonly origin: string | null;
  readonly licence: string | null;
  /** True where the files as they lie are what is served. */
  readonly asIs: boolean;
}

const entries = new Map<string, Entry>();

/**
 * The dictionaries under `Spelling/<culture>/` (M21), sorted by culture, with the hashes of what `openDictionaryFile`
 * serves. A pair that somebody put there by hand counts too: it is served as UTF-8, for Hunspell. Hashes are kept as
 * long as time and size of the files stay. Folders with other names, or without both files, are passed over; a missing
 * `Spelling` folder has none.
 */
export async function listDictionaries(spellingFolder: string): Promise<Dictionary[]> {
  const found = await describeDictionaries(spellingFolder);
  return found.flatMap(({ dictionary }) => (dictionary ? [dictionary] : []));
}

export interface DescribedDictionary {
  readonly culture: string;
  readonly dictionary: Dictionary | null;
  /** Null for a pair put there by hand. */
  readonly origin: string | null;
  readonly licence: string | null;
  readonly problem: string | null;
}

/** The same for administrators: where each came from, and what is wrong with those that cannot be used. */
export async function describeDictionaries(spellingFolder: string): Promise<DescribedDictionary[]> {
  const described: DescribedDictionary[] = [];
  for (const culture of await culturesIn(spellingFolder)) {
    const entry = await entryOf(join(spellingFolder, culture), culture);
    if (!entry) continue;
    const { dictionary, origin, licence, problem } = entry;
    described.push({ culture, dictionary, origin, licence, problem });
  }
  return described;
}

/**
 * The bytes of a culture's file as the desktop downloads it. Throws `not-found` for a culture that is not there, is not
 * a culture name, or cannot be used.
 */
export async function openDictionaryFile(
  spellingFolder: string,
  culture: string,
  file: DictionaryFile,
): Promise<Uint8Array> {
  // The schema of culture names leaves no way out of the folder: no dot, no slash.
  const isCulture = cultureSchema.safeParse(culture).success;
  const folder = join(spellingFolder, culture);
  const entry = isCulture ? await entryOf(folder, culture) : null;
  if (!entry?.dictionary) throw new ExpectedError('not-found', `There is no dictionary for ${culture}.`);
  if (entry.asIs) return readFile(join(folder, file));
  const imported = await importFolder(folder);
  return file === wordsFile ? imported.words : imported.grammar;
}

async function culturesIn(folder: string): Promise<string[]> {
  const children = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return children
    .filter((child) => child.isDirectory() || child.isSymbolicLink())
    .map((child) => child.name)
    .filter((name) => cultureSchema.safeParse(name).success)
    .toSorted();
}

async function entryOf(folder: string, culture: string): Promise<Entry | null> {
  const stamp = await stampOf(folder);
  if (stamp === null) {
    entries.delete(folder);
    return null;
  }
  const kept = entries.get(folder);
  if (kept?.stamp === stamp) return kept;
  const entry = { stamp, ...(await readEntry(folder, culture)) };
  entries.set(folder, entry);
  return entry;
}

/** Null unless both files are there. */
async function stampOf(folder: string): Promise<string | null> {
  const stamps = await Promise.all(
    [wordsFile, grammarFile, engineFile].map(async (name) => {
      const status = await stat(join(folder, name)).catch(() => null);
      return status?.isFile() ? `${status.ino}:${status.mtimeMs}:${status.size}` : null;
    }),
  );
  return stamps[0] === null || stamps[1] === null ? null : stamps.join(' ');
}

async function readEntry(folder: string, culture: string): Promise<Omit<Entry, 'stamp'>> {
  const [words, grammar] = await Promise.all([
    readFile(join(folder, wordsFile)),
    readFile(join(folder, grammarFile)),
  ]);
  const note = await readNote(folder);
  const files = { dictionary: describe(words), grammar: describe(grammar) };
  const isNoted =
    note?.dictionary.sha256 === files.dictionary.sha256 && note.grammar.sha256 === files.grammar.sha256;
  if (note && isNoted) {
    const { engine, origin, licence } = note;
    return { dictionary: { culture, engine, ...files }, problem: null, origin, licence, asIs: true };
  }
  try {
    const imported = importPair(grammar, words);
    const served = { dictionary: describe(imported.words), grammar: describe(imported.grammar) };
    const asIs =
      served.dictionary.sha256 === files.dictionary.sha256 && served.grammar.sha256 === files.grammar.sha256;
    const dictionary: Dictionary = { culture, engine: 'hunspell', ...served };
    return { dictionary, problem: null, origin: null, licence: null, asIs };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { dictionary: null, problem: reason, origin: null, licence: null, asIs: false };
  }
}

function describe(bytes: Uint8Array): { sha256: string; size: number } {
  return { sha256: hashOf(bytes), size: bytes.length };
}

async function importFolder(folder: string): Promise<{ grammar: Uint8Array; words: Uint8Array }> {
  const [words, grammar] = await Promise.all([
    readFile(join(folder, wordsFile)),
    readFile(join(folder, grammarFile)),
  ]);
  return importPair(grammar, words);
}

function importPair(grammar: Uint8Array, words: Uint8Array): { grammar: Uint8Array; words: Uint8Array } {
  const imported = importDictionary(grammar, words);
  return { grammar: Buffer.from(imported.grammar), words: Buffer.from(imported.words) };
}

async function readNote(folder: string): Promise<EngineNote | null> {
  try {
    const parsed = engineNote.safeParse(JSON.parse(await readFile(join(folder, engineFile), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
