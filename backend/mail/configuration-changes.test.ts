import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { configurationChannel, watchConfiguration } from './configuration-changes.ts';

let world: TestDatabase;
beforeAll(async () => {
  world = await openTestDatabase();
});
afterAll(() => world[Symbol.asyncDispose]());

function fail(error: unknown): never {
  throw error;
}

test('a watch that is ended while it still connects ends, and calls nobody', async () => {
  const ending = new AbortController();
  let calls = 0;
  const watching = watchConfiguration(
    world.db,
    () => {
      calls += 1;
      return Promise.resolve();
    },
    fail,
    ending.signal,
  );
  ending.abort();
  await watching;
  expect(calls).toBe(0);
});

test('an announced change is told, until the watch is ended', async () => {
  const ending = new AbortController();
  const calls: (() => void)[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  calls.push(first.resolve, second.resolve);
  const watching = watchConfiguration(
    world.db,
    () => Promise.resolve(calls.shift()?.()),
    fail,
    ending.signal,
  );
  await first.promise;
  await world.db.pool.query(`notify ${configurationChannel}`);
  await second.promise;
  ending.abort();
  await watching;
  expect(calls).toEqual([]);
});
