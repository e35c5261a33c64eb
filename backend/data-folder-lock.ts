import { readFile, rename, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { dataFolderError, type DataFolder } from './data-folder.ts';

const holderSchema = z.object({
  pid: z.int().positive(),
  /** A backend runs until it is told to stop; a command is done within seconds. */
  role: z.enum(['backend', 'command']),
  since: z.iso.datetime(),
  /** True once the embedded database answers: then a command beside a backend may use it. */
  databaseRuns: z.boolean(),
});
export type LockHolder = z.infer<typeof holderSchema>;

export interface DataFolderLock {
  /** Tells those who come after that the embedded database answers. */
  readonly databaseRuns: () => Promise<void>;
  readonly release: () => void;
}

export type LockAttempt =
  | { readonly state: 'locked'; readonly lock: DataFolderLock }
  /** `holder` is null while another process is just taking or leaving it. */
  | { readonly state: 'held'; readonly holder: LockHolder | null };

/**
 * Tries to become the one process that runs the embedded database of a data folder.
 *
 * The lock is the operating system's, by way of an SQLite file that is otherwise empty: it goes with its process
 * however that ends, so there are no stale locks to judge and no pid is ever mistaken for another that reuses its
 * number. The file with the pid beside it only serves the message.
 */
export async function tryLockDataFolder(folder: DataFolder, role: LockHolder['role']): Promise<LockAttempt> {
  const file = takeLock(folder);
  if (!file) return { state: 'held', holder: await readHolder(folder) };
  const release = (): void => file.close();
  const describe = async (databaseRuns: boolean): Promise<void> => {
    const holder: LockHolder = { pid: process.pid, role, since: new Date().toISOString(), databaseRuns };
    const fresh = `${folder.holder}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(holder));
    await rename(fresh, folder.holder);
  };
  try {
    await describe(false);
  } catch (error) {
    release();
    throw dataFolderError(folder, error);
  }
  return { state: 'locked', lock: { databaseRuns: () => describe(true), release } };
}

function takeLock(folder: DataFolder): DatabaseSync | null {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(folder.lock, { timeout: 0 });
    file.exec('begin exclusive');
    return file;
  } catch (error) {
    file?.close();
    if (error instanceof Error && /database is locked/.test(error.message)) return null;
    throw dataFolderError(folder, error);
  }
}

async function readHolder(folder: DataFolder): Promise<LockHolder | null> {
  try {
    const holder = holderSchema.parse(JSON.parse(await readFile(folder.holder, 'utf8')));
    // Otherwise the file is a killed predecessor's, and the holder has not written its own yet.
    return isRunning(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

/** True if there is a process of this number, of whatever account. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
