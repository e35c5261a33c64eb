import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dictionary, type Dictionary } from '../../contract/domain/dictionary.ts';
import { culture as cultureName, type Culture } from '../../contract/domain/scalars.ts';
import { codeOf, explainFullDisk, readIfThere, syncFolder } from './durable-file.ts';

export interface DictionaryFiles {
  readonly dictionary: Uint8Array<ArrayBuffer>;
  readonly grammar: Uint8Array<ArrayBuffer>;
}

/**
 * The dictionaries on this machine: `Spelling/<culture>/Dictionary.dic` and `Grammar.aff` (M21), each folder with a
 * note of what it holds. A folder is replaced as a whole; a crash between leaves the old one, the new one, or none.
 */
export interface DictionaryFolder {
  /** What is installed, by the notes. */
  readonly list: () => Promise<readonly Dictionary[]>;
  /** The files, verified against their hashes; null when they are missing or damaged. */
  readonly read: (culture: Culture) => Promise<DictionaryFiles | null>;
  /** Replaces the culture's folder. Fails with `storage-full`. */
  readonly install: (entry: Dictionary, files: DictionaryFiles) => Promise<void>;
}

export const dictionaryFile = 'Dictionary.dic';
export const grammarFile = 'Grammar.aff';
const noteFile = 'Installed.json';

export function openDictionaryFolder(folder: string): DictionaryFolder {
  /** Refuses any name that could leave the folder, whoever asks. */
  const cultureFolder = (culture: Culture) => path.join(folder, cultureName.parse(culture));

  async function readNote(culture: Culture): Promise<Dictionary | null> {
    const note = await readIfThere(path.join(cultureFolder(culture), noteFile));
    if (note === null) return null;
    const parsed = dictionary.safeParse(parseJson(note));
    return parsed.success && parsed.data.culture === culture ? parsed.data : null;
  }

  return {
    async list() {
      const names = await readdir(folder).catch((cause: unknown) => {
        if (codeOf(cause) === 'ENOENT') return [];
        throw cause;
      });
      const notes = names.filter((name) => cultureName.safeParse(name).success).map((name) => readNote(name));
      return (await Promise.all(notes)).filter((note) => note !== null);
    },
    async read(culture) {
      const note = await readNote(culture);
      if (!note) return null;
      const [dictionaryBytes, grammarBytes] = await Promise.all([
        readFile(path.join(cultureFolder(culture), dictionaryFile)).catch(() => null),
        readFile(path.join(cultureFolder(culture), grammarFile)).catch(() => null),
      ]);
      if (!dictionaryBytes || !grammarBytes) return null;
      if (hashOf(dictionaryBytes) !== note.dictionary.sha256) return null;
      if (hashOf(grammarBytes) !== note.grammar.sha256) return null;
      return { dictionary: new Uint8Array(dictionaryBytes), grammar: new Uint8Array(grammarBytes) };
    },
    async install(entry, files) {
      const incoming = path.join(folder, `.incoming-${randomUUID()}`);
      const outgoing = path.join(folder, `.outgoing-${randomUUID()}`);
      const target = cultureFolder(entry.culture);
      try {
        await mkdir(incoming, { recursive: true });
        await writeFile(path.join(incoming, dictionaryFile), files.dictionary, { flush: true });
        await writeFile(path.join(incoming, grammarFile), files.grammar, { flush: true });
        await writeFile(path.join(incoming, noteFile), JSON.stringify(entry), { flush: true });
        await rename(target, outgoing).catch((cause: unknown) => {
          if (codeOf(cause) !== 'ENOENT') throw cause;
        });
        await rename(incoming, target);
        await syncFolder(folder);
      } catch (cause) {
        throw explainFullDisk(cause, folder);
      } finally {
        await rm(incoming, { recursive: true, force: true });
        await rm(outgoing, { recursive: true, force: true });
      }
    },
  };
}

/** Removes what an interrupted replacement left. Only while nothing is being installed. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const leftovers = names.filter((name) => /^\.(incoming|outgoing)-/.test(name));
  await Promise.all(leftovers.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Names a pair of files: the same name, the same words and rules. */
export function pairHash(entry: Dictionary): string {
  return hashOf(Buffer.from(`${entry.dictionary.sha256}\n${entry.grammar.sha256}\n`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
