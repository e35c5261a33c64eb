import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { spellingEngine } from '../contract/domain/dictionary.ts';
import { culture as cultureSchema, sha256 } from '../contract/domain/scalars.ts';
import { chooseEngine } from './choose-engine.ts';
import { findCulture } from './cultures.ts';
import { importDictionary } from './import-dictionary.ts';
import { normaliseForNspell } from './normalise-for-nspell.ts';
import { hashOf, readPackage, recordedEngine } from './shipped.ts';
import { dictionarySource } from './sources.ts';

/** Names of the files in `Spelling/<culture>/` (M21). */
export const wordsFile = 'Dictionary.dic';
export const grammarFile = 'Grammar.aff';
export const engineFile = 'engine.json';

/** What `engine.json` says beside a dictionary; it counts only as long as its hashes fit the files. */
export const engineNote = z.object({
  version: z.literal(1),
  engine: spellingEngine,
  reason: z.string(),
  origin: z.string(),
  licence: z.string(),
  dictionary: z.object({ sha256, size: z.int() }),
  grammar: z.object({ sha256, size: z.int() }),
});
export type EngineNote = z.infer<typeof engineNote>;

/** Where a dictionary comes from: the npm package of the culture, or two files as read. */
export type InstallSource =
  | { readonly from: 'package' }
  | {
      readonly from: 'files';
      readonly grammar: Uint8Array;
      readonly words: Uint8Array;
      /** For people: a file's name, an extension. */
      readonly origin: string;
      readonly licence: string;
    };

export interface InstalledDictionary {
  readonly culture: string;
  readonly note: EngineNote;
  /** What was found and mended. */
  readonly problems: readonly string[];
}

/**
 * Puts a dictionary into `<target>/<culture>/`, in UTF-8 with its tables mended, and notes engine, origin, licence and
 * hashes beside it. The folder of the culture is replaced as a whole: a reader never sees files of two dictionaries, and
 * after a failure the former one is there as before. Throws an Error that says what is wrong.
 */
export async function installDictionary(request: {
  readonly culture: string;
  readonly source: InstallSource;
  /** The `Spelling` folder; made if missing. */
  readonly target: string;
  readonly signal?: AbortSignal;
}): Promise<InstalledDictionary> {
  const culture = folderName(request.culture);
  const material =
    request.source.from === 'package'
      ? await materialOfPackage(culture)
      : { ...request.source, licenceText: null, recorded: null };
  const imported = importDictionary(material.grammar, material.words);
  const { engine, reason } = material.recorded ?? (await chooseEngine(imported, { signal: request.signal }));
  const texts = engine === 'nspell' ? normaliseForNspell(imported.grammar, imported.words) : imported;
  const grammar = Buffer.from(texts.grammar);
  const words = Buffer.from(texts.words);
  const note: EngineNote = {
    version: 1,
    engine,
    reason,
    origin: material.origin,
    licence: material.licence,
    dictionary: { sha256: hashOf(words), size: words.length },
    grammar: { sha256: hashOf(grammar), size: grammar.length },
  };
  const files = new Map<string, Uint8Array>([
    [wordsFile, words],
    [grammarFile, grammar],
    [engineFile, Buffer.from(`${JSON.stringify(note, null, 2)}\n`)],
  ]);
  if (material.licenceText) files.set('Licence.txt', material.licenceText);
  await replaceFolder(request.target, culture, files);
  return { culture, note, problems: imported.problems };
}

/** The folder's name for a culture: as the catalogue spells it, else as given. Throws for anything but a culture name. */
export function folderName(culture: string): string {
  if (!cultureSchema.safeParse(culture).success) {
    throw new Error(`${JSON.stringify(culture)} is not a culture name such as en-US`);
  }
  return findCulture(culture)?.culture ?? culture;
}

interface Material {
  readonly grammar: Uint8Array;
  readonly words: Uint8Array;
  readonly origin: string;
  readonly licence: string;
  readonly licenceText: Uint8Array | null;
  readonly recorded: Pick<EngineNote, 'engine' | 'reason'> | null;
}

async function materialOfPackage(culture: string): Promise<Material> {
  const source = dictionarySource(culture);
  if (source.state === 'none') throw new Error(`there is no dictionary for ${culture}: ${source.why}`);
  if (source.state === 'elsewhere') {
    throw new Error(
      `the dictionary for ${culture} is in: ${source.where}. Get its two files and install them with --dic and --aff`,
    );
  }
  const { package: name, version, licence } = source.package;
  const files = await readPackage(name);
  if (!files) {
    throw new Error(
      `the dictionary for ${culture} is in the npm package ${name} (${version}, ${licence}), which is not installed. ` +
        `Run: npm install --no-save ${name}@${version}`,
    );
  }
  return { ...files, origin: `npm:${name}@${version}`, licence, recorded: recordedEngine(name, files) };
}

async function replaceFolder(
  target: string,
  culture: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await mkdir(target, { recursive: true });
  const mark = randomBytes(6).toString('hex');
  const place = join(target, culture);
  // Names with a leading dot are no cultures: readers pass over them.
  const fresh = join(target, `.${culture}.${mark}.new`);
  const former = join(target, `.${culture}.${mark}.former`);
  try {
    await mkdir(fresh);
    for (const [name, bytes] of files) await writeDurably(join(fresh, name), bytes);
    const hadFormer = await moveAside(place, former);
    try {
      await rename(fresh, place);
    } catch (error) {
      if (hadFormer) await rename(former, place);
      throw error;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(former, { recursive: true, force: true });
  }
}

async function moveAside(place: string, former: string): Promise<boolean> {
  try {
    await rename(place, former);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
