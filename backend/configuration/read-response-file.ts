import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { attachedPaths, readAttachedFiles } from '../texts/attached-files.ts';
import { formatFinding } from '../texts/finding.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import type { CompleteResponses, ReadFile } from './complete-configuration.ts';

/**
 * Reads a response file and the files that its responses attach. What is wrong in it is its problem.
 * @param file absolute
 * @throws what reading the file itself throws
 */
export async function readResponseFile(
  key: string,
  file: string,
): Promise<CompleteResponses & { readonly read: ReadFile }> {
  const folder = path.dirname(file);
  const bytes = await readFile(file);
  const { watched, ...responses } = await completeResponses(bytes, path.basename(file), folder);
  const paths = [file, ...watched.map((href) => path.join(folder, href))];
  const hash = createHash('sha256').update(bytes);
  for (const { href, sha256 } of responses.attached) hash.update(`\0${href}\0${sha256}`);
  const read = { sha256: hash.digest('hex'), modifiedAt: await newestOf(paths), paths };
  return { key, file, read, ...responses };
}

/** The same for responses that are written into the configuration; those cannot attach files. */
export async function readInlineResponses(key: string, text: string): Promise<CompleteResponses> {
  const { source, problem, attached } = await completeResponses(text, key, null);
  return { key, file: null, read: null, source, problem, attached };
}

async function completeResponses(
  content: Uint8Array | string,
  name: string,
  folder: string | null,
): Promise<Pick<CompleteResponses, 'source' | 'problem' | 'attached'> & { watched: readonly string[] }> {
  const parsed = parseResponses(content, name);
  const { files, findings } = await readAttachedFiles(parsed, name, folder);
  const errors = [...parsed.findings, ...findings].filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const problem = first ? `${formatFinding(first)}${more}` : null;
  return { source: parsed.text, problem, attached: files, watched: attachedPaths(parsed) };
}

async function newestOf(paths: readonly string[]): Promise<Date> {
  const times = await Promise.all(
    paths.map((each) =>
      stat(each).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return new Date(Math.max(...times));
}
