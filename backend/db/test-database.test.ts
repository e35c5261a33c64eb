import { expect, test } from 'vitest';
import { openTestDatabase } from './test-database.ts';

test('each test database is migrated and apart from the others', async () => {
  await using first = await openTestDatabase();
  await using second = await openTestDatabase();
  await first.db.kysely.insertInto('tenant').values({ key: 'a', name: 'A', culture: 'en-US' }).execute();
  expect(await first.db.kysely.selectFrom('tenant').select('key').execute()).toEqual([{ key: 'a' }]);
  expect(await second.db.kysely.selectFrom('tenant').select('key').execute()).toEqual([]);
});

test('a job enqueued in a transaction runs if it commits', async () => {
  await using world = await openTestDatabase({ jobs: true });
  const ran = Promise.withResolvers<string>();
  await world.jobs?.work('take-in', 1, async ({ mailId }) => {
    ran.resolve(mailId);
    return Promise.resolve();
  });
  await world.db.transaction('system', async (tx) => tx.enqueue('take-in', { mailId: '7' as never }));
  expect(await ran.promise).toBe('7');
});
