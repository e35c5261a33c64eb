import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readAttachedFiles } from '../texts/attached-files.ts';
import { formatFinding } from '../texts/finding.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import type { CompleteResponses } from './complete-configuration.ts';

/**
 * Reads a response file and the files that its responses attach. What is wrong in it is its problem.
 * @param file absolute
 * @param name as a person wrote it; the problem begins with it
 * @throws what reading the file itself throws
 */
export async function readResponseFile(key: string, file: string, name: string): Promise<CompleteResponses> {
  const responses = await completeResponses(await readFile(file), name, path.dirname(file));
  return { key, file, ...responses };
}

/** The same for responses that are written into the configuration; those cannot attach files. */
export async function readInlineResponses(key: string, source: string): Promise<CompleteResponses> {
  return { key, file: null, ...(await completeResponses(source, key, null)) };
}

async function completeResponses(
  source: Uint8Array | string,
  name: string,
  folder: string | null,
): Promise<Pick<CompleteResponses, 'source' | 'problem' | 'attached'>> {
  const parsed = parseResponses(source, name);
  const attached = await readAttachedFiles(parsed, name, folder);
  const errors = [...parsed.findings, ...attached.findings].filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const problem = first ? `${formatFinding(first)}${more}` : null;
  return { source: parsed.text, problem, attached: attached.files };
}
