import { chmod, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../contract/error.ts';

/** Where a backend keeps what is its own; absolute paths. */
export interface DataFolder {
  readonly root: string;
  /** The embedded PostgreSQL. */
  readonly postgres: string;
  /** Dictionaries by culture: `Spelling/<culture>/Dictionary.dic` and `Grammar.aff` (M21). */
  readonly spelling: string;
  /** What the demonstration sends, as .eml files. */
  readonly sink: string;
  /** Held by the process that runs the embedded database; see data-folder-lock.ts. */
  readonly lock: string;
  /** Who holds the lock, as JSON. */
  readonly holder: string;
}

export function dataFolder(root: string): DataFolder {
  return {
    root,
    postgres: path.join(root, 'postgres'),
    spelling: path.join(root, 'Spelling'),
    sink: path.join(root, 'sink'),
    lock: path.join(root, 'backend.lock'),
    holder: path.join(root, 'backend.json'),
  };
}

/**
 * Makes the folder if it is absent.
 * @throws `storage-full` or `invalid-input`, naming the folder and what to do
 */
export async function ensureDataFolder(folder: DataFolder): Promise<void> {
  try {
    const isNew = await makeFolder(folder.root);
    // As root the database runs under another account, which must be able to pass through.
    if (isNew) await chmod(folder.root, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw dataFolderError(folder, error);
  }
}

/**
 * Not `recursive`, which never ends where a file system refuses new folders as if their parent were missing (/proc).
 * @returns false if it was there already
 */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return false;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw error;
  }
  await makeFolder(path.dirname(folder));
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    // Another process was faster.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Says of a failure to write below the data folder what a person can do about it. */
export function dataFolderError(folder: DataFolder, error: unknown): ExpectedError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return storageFull(folder, error);
  const words =
    code === 'EEXIST'
      ? 'a file is in its place'
      : code === 'ENOTDIR'
        ? 'a part of its path is a file'
        : error instanceof Error
          ? error.message
          : String(error);
  const message = `The data folder ${folder.root} cannot be written (${words}). Set POSTROOM_DATA to a folder that this account may write.`;
  return new ExpectedError('invalid-input', message, { folder: folder.root }, { cause: error });
}

export function storageFull(folder: DataFolder, error: unknown): ExpectedError {
  const message = `There is no room left for the data folder ${folder.root}. Make room, or set POSTROOM_DATA to a folder on another disk.`;
  return new ExpectedError('storage-full', message, { folder: folder.root }, { cause: error });
}
