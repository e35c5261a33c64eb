import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { openSessionLocks } from './session-locks.ts';

test('a lock has one holder over all backends, and is free again after release or stop', async () => {
  await using world = await openTestDatabase();
  const first = openSessionLocks(world.db);
  const second = openSessionLocks(world.db);
  const held = await first.tryLock('mailbox:1');
  expect(held).not.toBeNull();
  expect(await first.tryLock('mailbox:1')).toBeNull();
  expect(await second.tryLock('mailbox:1')).toBeNull();
  expect(await second.tryLock('mailbox:2')).not.toBeNull();
  await held?.release();
  expect(await second.tryLock('mailbox:1')).not.toBeNull();
  await second.stop();
  expect(await first.tryLock('mailbox:1')).not.toBeNull();
  await first.stop();
});

test('whoever loses the connection to the database learns that the lock is lost, and can lock anew', async () => {
  await using world = await openTestDatabase();
  // A database of its own, since the one of the test takes a lost connection for a failure.
  const db = openDatabase(
    { connection: world.connection },
    () => null,
    () => undefined,
  );
  const locks = openSessionLocks(db);
  const held = await locks.tryLock('mailbox:1');
  const lost = new Promise((resolve) => held?.lost.addEventListener('abort', resolve));
  await sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`.execute(
    world.db.kysely,
  );
  await lost;
  await expect.poll(async () => (await locks.tryLock('mailbox:1')) !== null).toBe(true);
  await locks.stop();
  await db.close();
});
