import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkResponses } from '../check-responses.ts';
import type { Finding } from '../finding.ts';
import { parseResponses } from '../parse-responses.ts';
import type { ResponseFile } from '../response-file.ts';
import { largestSource } from '../xml-tree.ts';
import type { Imported } from './imported-responses.ts';
import { readResponseTable } from './read-csv.ts';
import { readResponseFolder } from './read-folder.ts';
import { readQuicktext } from './read-quicktext.ts';
import { responseFileText } from './response-file-text.ts';

export interface ImportedResponseFile {
  /** The response file that was made; null with an error among the findings. */
  readonly made: { readonly text: string; readonly file: ResponseFile } | null;
  /** By file and line of what was imported. */
  readonly findings: readonly Finding[];
}

/**
 * Makes a response file of a folder tree, a table (`.csv`) or templates of Quicktext (`.xml`).
 * @param from absolute
 * @param name as a person wrote it; findings begin with it
 * @param culture of texts that do not say theirs
 * @throws what reading throws
 */
export async function importResponses(
  from: string,
  name: string,
  culture: string,
): Promise<ImportedResponseFile> {
  const { root, findings } = await read(from, name);
  const { text, placeOf } = responseFileText(root, culture);
  const { file } = parseResponses(text, name);
  const found = checkResponses(text, name).map(({ line, severity, message }): Finding => {
    const place = placeOf(line) ?? { file: name, line: 1, column: 1 };
    // What does not keep the file from being used, an unknown identifier, can be mended in it afterwards.
    return { ...place, severity: file === null ? severity : 'warning', message };
  });
  const all = [...findings, ...found].toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  return { made: file === null || hasErrors ? null : { text, file }, findings: all };
}

async function read(from: string, name: string): Promise<Imported> {
  const facts = await stat(from);
  if (facts.isDirectory()) return readResponseFolder(from, name);
  const extension = path.extname(from).toLowerCase();
  if (extension !== '.csv' && extension !== '.xml') {
    return refused(name, 'import a folder, a .csv file, or an .xml file of Quicktext');
  }
  // Before it is read: its readers refuse the rest.
  if (facts.size > largestSource * 2) return refused(name, 'the file is far too large');
  const source = await readFile(from);
  return extension === '.csv' ? readResponseTable(source, name) : readQuicktext(source, name);
}

function refused(file: string, message: string): Imported {
  return {
    root: { name: '', folders: [], responses: [] },
    findings: [{ file, line: 1, column: 1, severity: 'error', message }],
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
