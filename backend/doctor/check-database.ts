import { access } from 'node:fs/promises';
import path from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { tryLockDataFolder } from '../data-folder-lock.ts';
import type { DataFolder } from '../data-folder.ts';
import { missingMigrations } from '../db/migrate.ts';
import { describeDatabaseProblem, oldestVersion, tooOld } from '../db/reach-database.ts';
import type { Settings } from '../environment.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

/** True unless this is the embedded database and nobody has ever started it: looking must not make one. */
export async function databaseExists(settings: Settings, folder: DataFolder): Promise<boolean> {
  if (settings.databaseUrl !== null) return true;
  return access(path.join(folder.postgres)).then(
    () => true,
    () => false,
  );
}

/** Whether a backend is there to do the work. */
export async function checkBackend(settings: Settings, folder: DataFolder): Promise<Diagnosis> {
  const subject = 'backend';
  const mend = 'Start it: postroom serve';
  const { host, port } = settings.http;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (settings.databaseUrl === null && (await databaseExists(settings, folder))) {
    const attempt = await tryLockDataFolder(folder, 'command');
    if (attempt.state === 'locked') attempt.lock.release();
    else if (attempt.holder?.role === 'backend') {
      return ok(
        subject,
        `runs on this data folder (process ${attempt.holder.pid}, since ${attempt.holder.since})`,
      );
    }
    return warn(subject, 'does not run on this data folder: no mail comes or goes', mend);
  }
  const answers = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );
  return answers
    ? ok(subject, `answers at ${url}`)
    : warn(subject, `none answers at ${url}; one elsewhere on this database is not seen from here`, mend);
}

/** Null diagnosis of usability: the rest can be looked at. */
export async function checkDatabase(
  connection: ClientConfig,
  isEmbedded: boolean,
): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly isUsable: boolean }> {
  const subject = isEmbedded ? 'embedded database' : 'database of DATABASE_URL';
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; version: string; bytes: string }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version,
         pg_size_pretty(pg_database_size(current_database())) as bytes`,
    );
    const [server] = rows;
    const version = `PostgreSQL ${server?.version ?? 'of unknown version'}`;
    if (Number(server?.number ?? 0) < oldestVersion) {
      const { sentence, mend } = tooOld(server?.version ?? 'of unknown version');
      return { diagnoses: [fail(subject, sentence, mend)], isUsable: false };
    }
    const missing = await missingMigrations(client);
    if (missing.length > 0) {
      const text = `${version}, without the migrations ${missing.join(', ')}`;
      return { diagnoses: [fail(subject, text, 'Run: postroom migrate')], isUsable: false };
    }
    return { diagnoses: [ok(subject, `${version}, migrated, ${server?.bytes}`)], isUsable: true };
  } catch (error) {
    const { sentence, mend } = describeDatabaseProblem(error, client);
    const embeddedMend = 'See what is wrong with the data folder above.';
    return { diagnoses: [fail(subject, sentence, isEmbedded ? embeddedMend : mend)], isUsable: false };
  } finally {
    await client.end().catch(() => undefined);
  }
}
