import { statfs } from 'node:fs/promises';
import { DatabaseError } from 'pg';
import { ExpectedError } from '../contract/error.ts';
import { dataFolder, storageFull } from './data-folder.ts';
import type { Settings } from './environment.ts';

/** True if there is no room left on the database's disk. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '53100' || /No space left/i.test(error.message));
}

/** With less the embedded database may not even say why it ends. */
const littleRoom = 1024 * 1024;

/**
 * What is told to who started something that failed: `storage-full` with what to do where the disk of the database is
 * full; any other error as it is.
 */
export async function explainFullDisk(
  { databaseUrl, dataFolder: root }: Pick<Settings, 'databaseUrl' | 'dataFolder'>,
  error: unknown,
): Promise<unknown> {
  if (error instanceof ExpectedError) return error;
  const isFull = causesOf(error).some(isDiskFull);
  if (databaseUrl !== null) {
    if (!isFull) return error;
    const message = 'The disk of the PostgreSQL of DATABASE_URL is full. Make room there, and start again.';
    return new ExpectedError('storage-full', message, undefined, { cause: error });
  }
  return isFull || (await hasLittleRoom(root)) ? storageFull(dataFolder(root), error) : error;
}

/** An error with what it came from, and with what it came on top of while things were taken down. */
function causesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [error];
  const suppressed = error instanceof SuppressedError ? [error.error, error.suppressed] : [];
  return [error, ...[error.cause, ...suppressed].filter((one) => one !== undefined).flatMap(causesOf)];
}

async function hasLittleRoom(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < littleRoom;
  } catch {
    return false;
  }
}
