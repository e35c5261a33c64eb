import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { ExpectedError } from '../contract/error.ts';
import { dataFolder, ensureDataFolder, storageFull, type DataFolder } from './data-folder.ts';
import { isRunning, tryLockDataFolder, type DataFolderLock, type LockHolder } from './data-folder-lock.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './db/embedded-postgres.ts';
import { reachDatabase } from './db/reach-database.ts';
import type { Settings } from './environment.ts';

export interface DatabaseServer {
  readonly connection: ClientConfig;
  /** Ends the embedded server if this process started it. */
  readonly stop: () => Promise<void>;
}

/**
 * The PostgreSQL of this process: that of DATABASE_URL, or the embedded one of the data folder. There one backend
 * runs it at a time; a command uses the running one, or starts it for itself and keeps a starting backend waiting
 * until it is done.
 * @throws `state-conflict` naming the process if another backend uses the data folder; `unreachable` if the PostgreSQL
 *   of DATABASE_URL does not let us in
 */
export async function openDatabaseServer(
  settings: Pick<Settings, 'databaseUrl' | 'dataFolder'>,
  options: {
    readonly role: LockHolder['role'];
    /** Ends the waiting for another process. */
    readonly signal?: AbortSignal;
    /** Told when the embedded server ended without being asked to; it is started again. */
    readonly onLost?: (error: Error) => void;
    /** False: the PostgreSQL of DATABASE_URL is handed over without a look at whether it answers. */
    readonly isTried?: boolean;
  },
): Promise<DatabaseServer> {
  if (settings.databaseUrl !== null) {
    const connection = { connectionString: settings.databaseUrl };
    if (options.isTried !== false) await reachDatabase(connection);
    return { connection, stop: () => Promise.resolve() };
  }
  const folder = dataFolder(settings.dataFolder);
  await ensureDataFolder(folder);
  const lock = await waitForLock(folder, options.role, options.signal);
  if (!lock) {
    const { connection } = await startEmbeddedPostgres(folder.postgres);
    return { connection, stop: () => Promise.resolve() };
  }
  try {
    const server = await startOwnServer(folder, options.onLost);
    await lock.databaseRuns();
    return {
      connection: server.connection,
      stop: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    // PostgreSQL's own words for a full disk, among many others.
    if (error instanceof Error && /No space left on device|Disk quota exceeded/.test(error.message)) {
      throw storageFull(folder, error);
    }
    throw error;
  }
}

const longestWait = 60_000;

/** Null: a backend runs the database, and a command may use it. */
async function waitForLock(
  folder: DataFolder,
  role: LockHolder['role'],
  signal?: AbortSignal,
): Promise<DataFolderLock | null> {
  const deadline = Date.now() + longestWait;
  for (;;) {
    const attempt = await tryLockDataFolder(folder, role);
    if (attempt.state === 'locked') return attempt.lock;
    const { holder } = attempt;
    if (holder?.role === 'backend' && role === 'backend') throw inUse(folder, holder);
    if (holder?.role === 'backend' && holder.databaseRuns) return null;
    if (Date.now() > deadline) throw inUse(folder, holder);
    await delay(30, undefined, signal ? { signal } : {});
  }
}

function inUse(folder: DataFolder, holder: LockHolder | null): ExpectedError {
  const who = holder
    ? `${holder.role === 'backend' ? 'Another Postroom backend' : 'A postroom command'} (process ${holder.pid}, since ${holder.since})`
    : 'Another process';
  const what = holder
    ? `Stop it (kill ${holder.pid}), or set POSTROOM_DATA to another folder`
    : 'Stop it, or set POSTROOM_DATA to another folder';
  return new ExpectedError(
    'state-conflict',
    `${who} uses the data folder ${folder.root}. ${what}. For several backends on one database, set DATABASE_URL.`,
    holder ? { pid: String(holder.pid), folder: folder.root } : { folder: folder.root },
  );
}

/**
 * Having the lock, nobody else rightly runs the server. One that still does was left by a killed process, and its
 * watchdog is ending it: using it would mean losing it in a moment.
 */
async function startOwnServer(
  folder: DataFolder,
  onLost?: (error: Error) => void,
): Promise<EmbeddedPostgres> {
  for (let tries = 0; tries < 200 && (await serverRuns(folder)); tries++) await delay(50);
  return startEmbeddedPostgres(folder.postgres, onLost);
}

async function serverRuns(folder: DataFolder): Promise<boolean> {
  const pidFile = path.join(folder.postgres, 'data', 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 && isRunning(pid);
}
