import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { findCulture } from '../../../dictionaries/cultures.ts';
import type { Finding } from '../finding.ts';
import { readTemplateFile } from '../template.ts';
import { largestSource } from '../xml-tree.ts';
import {
  makeId,
  type Imported,
  type ImportedBody,
  type ImportedFolder,
  type ImportedResponse,
} from './imported-responses.ts';

const deepest = 50;
const mostFiles = 20_000;

/**
 * A tree of folders with `.txt`, `.htm` and `.html` files: folders are categories, files are responses. Files of one
 * name are the versions of one response: `Late fee.txt`, `Late fee.fr-FR.html`. Other files are left out and said, also
 * symbolic links, which could lead anywhere; hidden ones silently.
 * @param folder absolute
 * @param name as a person wrote it
 * @throws what reading a folder or file throws
 */
export async function readResponseFolder(folder: string, name: string): Promise<Imported> {
  const reader = new FolderReader();
  const root = await reader.folder(folder, name, []);
  return { root, findings: reader.findings };
}

class FolderReader {
  readonly findings: Finding[] = [];
  readonly #taken = new Set<string>();
  #bytesLeft = largestSource;
  #filesLeft = mostFiles;

  async folder(folder: string, name: string, categories: readonly string[]): Promise<ImportedFolder> {
    const entries = (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => !entry.name.startsWith('.'))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const folders: ImportedFolder[] = [];
    const files: { readonly name: string; readonly parts: FileName }[] = [];
    for (const entry of entries) {
      const place = path.join(name, entry.name);
      if (entry.isDirectory()) {
        if (categories.length >= deepest) this.#add(place, 'error', `nests deeper than ${deepest} folders`);
        else {
          const inner = [...categories, entry.name];
          folders.push(await this.folder(path.join(folder, entry.name), place, inner));
        }
      } else {
        const parts = partsOf(entry);
        if (parts) files.push({ name: entry.name, parts });
        else this.#add(place, 'warning', 'is left out: it is no .txt, .htm or .html file');
      }
    }
    const responses: ImportedResponse[] = [];
    for (const [base, versions] of Map.groupBy(files, ({ parts }) => parts.base)) {
      const bodies: ImportedBody[] = [];
      for (const version of versions) {
        const place = path.join(name, version.name);
        const source = await this.#read(path.join(folder, version.name), place);
        if (source !== null) bodies.push({ ...source, culture: version.parts.culture });
      }
      const [first] = versions;
      responses.push({
        place: { file: path.join(name, first?.name ?? base), line: 1, column: 1 },
        id: makeId([...categories, base], this.#taken),
        name: base,
        attributes: {},
        subject: '',
        bodies,
      });
    }
    return { name: categories.at(-1) ?? '', folders, responses };
  }

  async #read(file: string, place: string): Promise<Omit<ImportedBody, 'culture'> | null> {
    const { size } = await stat(file);
    this.#bytesLeft -= size;
    this.#filesLeft -= 1;
    if (this.#bytesLeft < 0) {
      this.#add(
        place,
        'error',
        `with it the texts are larger than ${largestSource / 1024 / 1024} MB together`,
      );
      return null;
    }
    if (this.#filesLeft < 0) {
      this.#add(place, 'error', `with it there are more than ${mostFiles} files`);
      return null;
    }
    const { format, body } = readTemplateFile(file, await readFile(file));
    return { format, source: body };
  }

  #add(file: string, severity: Finding['severity'], message: string): void {
    this.findings.push({ file, line: 1, column: 1, severity, message });
  }
}

interface FileName {
  readonly base: string;
  readonly culture: string;
}

/** `Late fee.fr-FR.html` is the French version of `Late fee`; a last part that names no culture belongs to the name. */
function partsOf(entry: Dirent): FileName | null {
  const stem = /^(.+)\.(?:txt|html?)$/i.exec(entry.name)?.[1];
  if (stem === undefined || !entry.isFile()) return null;
  const dot = stem.lastIndexOf('.');
  const culture = dot > 0 ? findCulture(stem.slice(dot + 1))?.culture : undefined;
  return culture === undefined
    ? { base: stem.trim(), culture: '' }
    : { base: stem.slice(0, dot).trim(), culture };
}
