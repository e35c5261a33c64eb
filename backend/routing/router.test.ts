import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readInteractionSummary } from './interaction-rows.ts';
import { publishInteraction } from './publish-interaction.ts';
import { startRouter } from './router.ts';
import { makeTestCentre, type TestCentre } from './test-centre.ts';

let database: TestDatabase;
let centre: TestCentre;
const stop = new AbortController();

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
});
afterAll(() => database[Symbol.asyncDispose]());

test('the router offers what arrives and takes back what nobody accepts, until it is stopped', async () => {
  const group = await centre.addGroup('sales', { offerSeconds: 1 });
  const ann = await centre.addAgent('ann', [group]);
  const router = startRouter(database.db, pino({ enabled: false }), stop.signal);
  const id = await centre.enqueue(group);
  const states: (string | undefined)[] = [];
  await database.db.transaction('test', async (tx) => {
    await publishInteraction(tx, id);
  });

  await vi.waitFor(
    async () => {
      states.push((await readInteractionSummary(database.db.kysely, id))?.state);
      expect(states).toContain('offered');
      expect(states.at(-1)).toBe('queued');
    },
    { timeout: 10_000, interval: 20 },
  );
  const { rows } = await sql`select presence_reason from agent where id = ${ann.agentId}`.execute(
    database.db.kysely,
  );
  expect(rows).toEqual([{ presence_reason: 'offer-timed-out' }]);

  stop.abort();
  await router.ended;
});
