import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { loadResponseFile, type FileOnDisk } from './load-response-file.ts';
import { WatchedFile } from './watched-file.ts';

/** Looking is cheap and works on every file system; `fs.watch` loses a file that an editor replaces. */
const pause = 2_000;

/**
 * Takes response files up when they, or the files that they attach, change on this machine's disk, until the signal
 * aborts. One with errors is logged, shown by `postroom doctor`, and leaves the last good one in use. Several backends
 * may do it.
 * @returns a promise that resolves when it has ended
 */
export async function keepResponsesLoaded(
  db: Database,
  log: Logger,
  signal: AbortSignal,
  pauseMilliseconds = pause,
): Promise<void> {
  const watched = new Map<string, WatchedFile>();
  while (!signal.aborted) {
    try {
      for (const file of await listFiles(db)) {
        if (signal.aborted) return;
        const name = JSON.stringify([file.id, file.path]);
        const known = watched.get(name) ?? new WatchedFile(file.key, file.path);
        watched.set(name, known);
        await reload(db, log, file, known);
      }
    } catch (error) {
      if (!signal.aborted)
        log.error({ err: error }, 'response files could not be looked at, and will be again');
    }
    await delay(pauseMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

async function reload(db: Database, log: Logger, file: FileOnDisk, watched: WatchedFile): Promise<void> {
  const responses = await watched.look(file.last);
  if (!responses) return;
  const changes = await loadResponseFile(db, file, responses);
  const about = { tenant: file.tenantKey, responseFile: file.key, path: file.path };
  const { problem } = responses;
  if (problem !== null)
    log.warn({ ...about, problem }, 'a response file has errors; the last good one stays in use');
  else if (changes.length > 0) log.info(about, 'a response file was loaded again');
}

async function listFiles(db: Database): Promise<readonly FileOnDisk[]> {
  const rows = await db.kysely
    .selectFrom('response_file as f')
    .innerJoin('tenant as t', 't.id', 'f.tenant_id')
    .select([
      'f.id',
      'f.key',
      'f.path',
      'f.tenant_id',
      't.key as tenant_key',
      'f.read_sha256',
      'f.read_modified_at',
    ])
    .where('f.removed_at', 'is', null)
    .where('f.path', 'is not', null)
    .orderBy('f.id')
    .execute();
  return rows.flatMap(({ id, key, path, ...row }) =>
    path === null
      ? []
      : [
          {
            id,
            key,
            path,
            tenantId: row.tenant_id,
            tenantKey: row.tenant_key,
            last: { sha256: row.read_sha256, modifiedAt: row.read_modified_at },
          },
        ],
  );
}
