import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { healthReader } from './health.ts';

let world: TestDatabase;
beforeAll(async () => {
  world = await openTestDatabase();
});
afterAll(() => world[Symbol.asyncDispose]());

test('a database that answers and has no room to store is not well', async () => {
  expect(await healthReader(world.db)(null)).toEqual({ ok: true });
  // As on a full disk, for connections from now on.
  const name = sql.ref(String(world.connection.database));
  await sql`alter database ${name} set temp_file_limit = '64kB'`.execute(world.db.kysely);
  const full = openDatabase(
    { connection: world.connection },
    () => null,
    () => undefined,
  );
  expect(await healthReader(full)(null)).toEqual({ ok: false });
  await full.close();
});
