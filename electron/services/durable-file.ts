import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../../contract/error.ts';

/**
 * Replaces a file so that a crash, of the process or of the machine, leaves the old or the new content and never a
 * part: written beside it, fsync, rename, fsync of the folder. Readable by its owner only. Creates the folder.
 * Fails with `storage-full` when the disk has no room.
 */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  const beside = path.join(folder, `.${path.basename(file)}.${randomUUID()}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeAndSync(beside, content);
    await rename(beside, file);
    await syncFolder(folder);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw explainFullDisk(cause, folder);
  }
}

/** The text of a file, or null where there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/** Turns the error of a full disk or quota into `storage-full`; gives any other back as it is. */
export function explainFullDisk(cause: unknown, folder: string): unknown {
  const code = codeOf(cause);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return cause;
  return new ExpectedError(
    'storage-full',
    `no room left on the disk of ${folder}: free some space`,
    undefined,
    {
      cause,
    },
  );
}

export function codeOf(cause: unknown): string | null {
  if (!(cause instanceof Error) || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

async function writeAndSync(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename itself durable. Windows has no such thing for folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
