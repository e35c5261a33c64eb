import { stat } from 'node:fs/promises';
import { sayFileProblem } from '../file-problem.ts';
import type { CompleteResponses, ReadFile } from './complete-configuration.ts';
import { readResponseFile } from './read-response-file.ts';

/** What was loaded last, by whichever backend or apply; see the table `response_file`. */
export interface LastRead {
  readonly sha256: string | null;
  readonly modifiedAt: Date | null;
}

/** How files look from outside, by their paths. */
type Looks = ReadonlyMap<string, string>;

/**
 * A response file as it lies on this machine's disk. Editors write a file in pieces, or put another one in its place,
 * so a changed one is read once it has looked the same twice.
 */
export class WatchedFile {
  readonly #key: string;
  readonly #path: string;
  #looked: Looks = new Map();
  /** What was read here, and how it looked. */
  #seen: { readonly looks: Looks; readonly read: ReadFile } | null = null;

  constructor(key: string, path: string) {
    this.#key = key;
    this.#path = path;
  }

  /**
   * What is to be loaded; null: nothing. That is what changed before our eyes, and what is newer than what was loaded,
   * as after a start. An older file that merely differs is left alone: so backends that find different files under one
   * path end with the newest, and do not take turns.
   */
  async look(last: LastRead): Promise<CompleteResponses | null> {
    const before = this.#seen;
    const looks = await lookAt(before?.read.paths ?? [this.#path]);
    const isSteady = isSame(looks, this.#looked);
    this.#looked = looks;
    const isChanged = before !== null && !isSame(looks, before.looks);
    if (isChanged && !isSteady) return null;
    if (before && !isChanged && !isNewer(before.read, last)) return null;
    const responses = await readAsItIs(this.#key, this.#path);
    const { read } = responses;
    const after = await lookAt(read.paths);
    // Written while it was read: the next look decides.
    if ([...looks].some(([path, look]) => after.has(path) && after.get(path) !== look)) return null;
    this.#seen = { looks: after, read };
    this.#looked = after;
    if (read.sha256 === last.sha256) return null;
    return isChanged || isNewer(read, last) ? responses : null;
  }
}

function isNewer(read: ReadFile, last: LastRead): boolean {
  return read.sha256 !== last.sha256 && read.modifiedAt.getTime() > (last.modifiedAt?.getTime() ?? 0);
}

async function lookAt(paths: readonly string[]): Promise<Looks> {
  const looks = paths.map(async (path): Promise<[string, string]> => {
    try {
      const { ino, size, mtimeMs, ctimeMs } = await stat(path);
      return [path, `${ino} ${size} ${mtimeMs} ${ctimeMs}`];
    } catch {
      return [path, 'missing'];
    }
  });
  return new Map(await Promise.all(looks));
}

function isSame(one: Looks, other: Looks): boolean {
  return one.size === other.size && [...one].every(([path, look]) => other.get(path) === look);
}

/** One that cannot be read has that as its problem, and is older than any other. */
async function readAsItIs(
  key: string,
  file: string,
): Promise<CompleteResponses & { readonly read: ReadFile }> {
  try {
    return await readResponseFile(key, file);
  } catch (error) {
    const problem = `cannot be read: ${sayFileProblem(error)}`;
    const read = { sha256: 'unreadable', modifiedAt: new Date(0), paths: [file] };
    return { key, file, read, source: '', problem, attached: [] };
  }
}
