import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const folder = new URL('./migrations/', import.meta.url);

/** Advisory lock that two starting processes queue for. */
const migrationLock = 0x6d696772;

/**
 * Brings the database to the newest schema: `migrations/NNNN_name.sql` in order, each in a transaction of its own.
 * Safe when several processes start at once. Refuses a database that a newer version has migrated, or whose
 * applied migrations differ from the files.
 * @returns the names applied now
 */
export async function migrate(connection: pg.ClientConfig): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(
      `create table if not exists migration (
         name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from migration',
    );
    const applied = new Map(rows.map((row) => [row.name, row.sha256]));
    const unknown = [...applied.keys()].filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `The database was migrated by a newer Postroom (${unknown.join(', ')}). Start that version, or give this one a database of its own.`,
      );
    }
    const now: string[] = [];
    for (const name of names) {
      const text = await readFile(new URL(name, folder), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const before = applied.get(name);
      if (before === sha256) continue;
      if (before !== undefined) {
        throw new Error(`Migration ${name} differs from the one that was applied to this database.`);
      }
      await client.query('begin');
      await client.query(text);
      await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
      await client.query('commit');
      now.push(name);
    }
    return now;
  } finally {
    // Ends the session, and with it the lock and an unfinished transaction.
    await client.end();
  }
}

/** The names of the migrations that a database lacks; looks only. */
export async function missingMigrations(client: pg.ClientBase): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const { rows: tables } = await client.query<{ found: boolean }>(
    `select to_regclass('migration') is not null as found`,
  );
  if (tables[0]?.found !== true) return names;
  const { rows } = await client.query<{ name: string }>('select name from migration');
  return names.filter((name) => !rows.some((row) => row.name === name));
}
