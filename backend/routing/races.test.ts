import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentId, InteractionId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { acceptOffer } from './accept-offer.ts';
import { assignOffers } from './assign-offers.ts';
import { claimInteraction } from './claim-interaction.ts';
import { declineOffer } from './decline-offer.ts';
import { expireOffers } from './expire-offers.ts';
import { readInteractionSummary } from './interaction-rows.ts';
import { pickInteraction } from './pick-interaction.ts';
import { requeueInteraction } from './requeue-interaction.ts';
import { makeTestCentre, type TestCentre } from './test-centre.ts';
import type { Viewer } from './viewer.ts';

let database: TestDatabase;
let centre: TestCentre;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
});
afterAll(() => database[Symbol.asyncDispose]());

async function holders(id: InteractionId): Promise<readonly AgentId[]> {
  const summary = await readInteractionSummary(database.db.kysely, id);
  return summary?.agent ? [summary.agent.id] : [];
}

test('of two agents who pick and requeue one interaction 200 times, never both hold it', async () => {
  const group = await centre.addGroup('race');
  const agents = [
    await centre.addAgent('ann', [group], { presence: 'not-ready' }),
    await centre.addAgent('bob', [group], { presence: 'not-ready' }),
  ];
  const id = await centre.enqueue(group);
  for (let turn = 0; turn < 200; turn++) {
    const picks = await Promise.allSettled(agents.map((agent) => pickInteraction(database.db, agent, id)));
    const won = picks.flatMap((pick, index) => {
      const agent = agents[index];
      return pick.status === 'fulfilled' && agent ? [{ agent, held: pick.value }] : [];
    });
    expect(won).toHaveLength(1);
    const [winner] = won;
    if (!winner) continue;
    expect(await holders(id)).toEqual([winner.agent.agentId]);
    // Both give it back with the winner's epoch; only the winner may.
    const given = await Promise.allSettled(
      agents.map((agent) => requeueInteraction(database.db, agent, winner.held, null)),
    );
    expect(given.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  }
});

test('accepting, declining and expiring at once leave one holder or none', async () => {
  const group = await centre.addGroup('moment');
  const ann = await centre.addAgent('moment-ann', [group]);
  const id = await centre.enqueue(group);
  for (let turn = 0; turn < 40; turn++) {
    await assignOffers(database.db);
    const offer = await readInteractionSummary(database.db.kysely, id);
    if (offer?.state !== 'offered') throw new Error('nothing was offered');
    await sql`update interaction set offer_expires_at = now() where id = ${id}`.execute(database.db.kysely);

    const [accepted, declined, expired] = await Promise.allSettled([
      acceptOffer(database.db, ann, offer),
      declineOffer(database.db, ann, offer),
      expireOffers(database.db),
    ]);

    const outcomes = [
      accepted.status === 'fulfilled',
      declined.status === 'fulfilled',
      expired.status === 'fulfilled' && expired.value.includes(id),
    ];
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const after = await readInteractionSummary(database.db.kysely, id);
    expect(after?.state).toBe(accepted.status === 'fulfilled' ? 'open' : 'queued');
    if (after?.state === 'open') await requeueInteraction(database.db, ann, after, null);
    await sql`update agent set presence = 'ready' where id = ${ann.agentId}`.execute(database.db.kysely);
  }
  await sql`update agent set presence = 'offline' where id = ${ann.agentId}`.execute(database.db.kysely);
});

test('eight claimers empty a queue: all claims succeed, none twice', async () => {
  const groups = await Promise.all([1, 2, 3, 4, 5].map((n) => centre.addGroup(`claims-${n}`)));
  const waiting: InteractionId[] = [];
  for (let n = 0; n < 48; n++) {
    const group = groups[n % groups.length];
    if (group) waiting.push(await centre.enqueue(group, { minute: n, priority: n % 3 }));
  }
  const claimers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => centre.addAgent(`claimer-${n}`, groups, { presence: 'not-ready' })),
  );

  const claimed = await Promise.all(
    claimers.map(async ({ agentId }) => {
      const own: (InteractionId | null)[] = [];
      for (let n = 0; n < 6; n++) {
        own.push(await database.db.transaction('test', (tx) => claimInteraction(tx, agentId, groups)));
      }
      return own;
    }),
  );

  expect(claimed.flat()).toHaveLength(waiting.length);
  expect(new Set(claimed.flat())).toEqual(new Set(waiting));
});

test('several backends that assign at once give each ready agent one offer and nothing twice', async () => {
  const group = await centre.addGroup('backends');
  const agents: Viewer[] = [];
  for (let n = 0; n < 12; n++) agents.push(await centre.addAgent(`backend-agent-${n}`, [group]));
  for (let n = 0; n < 20; n++) await centre.enqueue(group, { minute: n });

  const passes = await Promise.all([1, 2, 3, 4].map(() => assignOffers(database.db)));

  const offered = passes.flat();
  expect(new Set(offered).size).toBe(offered.length);
  // A pass may step over an agent whom another one serves; the next pass finds nobody left out.
  await assignOffers(database.db);
  const { rows } = await sql<{ agent_id: AgentId; offers: number }>`
    select agent_id, count(*)::int as offers from interaction
    where service_group_id = ${group} and state = 'offered' group by agent_id`.execute(database.db.kysely);
  expect(rows.map((row) => row.offers)).toEqual(agents.map(() => 1));
});
