import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { sayFileProblem } from '../file-problem.ts';
import { isRefusedPath } from './attachment-path.ts';
import type { Finding } from './finding.ts';
import { positionsIn } from './finding.ts';
import { mediaTypeOfFile } from './media-type-of-file.ts';
import type { ParsedResponses } from './parse-responses.ts';

/** A file that responses attach. */
export interface AttachedFile {
  /** As the response file names it: a path below its folder, written with `/`. */
  readonly href: string;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface AttachedFiles {
  /** Each once; those that are missing or refused are findings instead. */
  readonly files: readonly AttachedFile[];
  readonly findings: readonly Finding[];
}

/** What a mail may carry; see replies/attachments.ts. */
const largestFile = 25 * 1024 * 1024;
const largestTogether = 200 * 1024 * 1024;

/**
 * Reads the files that the responses attach. One that is missing, larger than 25 MB, no file, or outside of the
 * folder, be it by a symbolic link, is an error at the element that names it.
 * @param folder where the response file lies; null: it lies in none, so that it cannot attach anything
 */
export async function readAttachedFiles(
  parsed: ParsedResponses,
  name: string,
  folder: string | null,
): Promise<AttachedFiles> {
  const position = positionsIn(parsed.text);
  const files = new Map<string, AttachedFile | string>();
  const findings: Finding[] = [];
  let left = largestTogether;
  for (const { href, offset } of attachmentsIn(parsed)) {
    const known = files.get(href);
    const read = known ?? (await readOne(href, folder, left));
    if (known === undefined && typeof read !== 'string') left -= read.bytes.length;
    files.set(href, read);
    if (typeof read === 'string')
      findings.push({ file: name, ...position(offset), severity: 'error', message: read });
  }
  return { files: [...files.values()].filter((file) => typeof file !== 'string'), findings };
}

/** The paths that the response file names, whether there is a file or not. */
export function attachedPaths(parsed: ParsedResponses): readonly string[] {
  return [...new Set(attachmentsIn(parsed).map(({ href }) => href))];
}

function attachmentsIn({ placed }: ParsedResponses): readonly { href: string; offset: number }[] {
  return placed.flatMap(({ element }) =>
    element.children
      .filter((child) => child.name === 'attachment')
      .map((child) => ({ href: child.attributes.get('href')?.trim() ?? '', offset: child.offset }))
      // What the parser has refused is said already.
      .filter(({ href }) => href !== '' && !isRefusedPath(href)),
  );
}

async function readOne(href: string, folder: string | null, left: number): Promise<AttachedFile | string> {
  if (folder === null)
    return `“${href}” cannot be attached: the responses are written into the configuration; put them into a file`;
  try {
    const [real, root] = await Promise.all([realpath(path.join(folder, href)), realpath(folder)]);
    const inside = path.relative(root, real);
    if (/^\.\.(?:[\\/]|$)/.test(inside) || path.isAbsolute(inside))
      return `“${href}” leads out of the folder of this file; copy it there`;
    // Not waiting for whoever would write into a pipe of that name.
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) return `“${href}” is no file`;
      if (facts.size > largestFile) return `“${href}” is larger than ${largestFile / 1024 / 1024} MB`;
      if (facts.size > left)
        return `“${href}” is too much: the files of a response file may have ${largestTogether / 1024 / 1024} MB together`;
      const bytes = await handle.readFile();
      const name = path.posix.basename(href);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { href, name, type: mediaTypeOfFile(name), sha256, bytes };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return `there is no file “${href}” beside this file`;
    return `“${href}” cannot be read: ${sayFileProblem(error)}`;
  }
}
