import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { acceptOffer } from './accept-offer.ts';
import { assignOffers } from './assign-offers.ts';
import { declineOffer } from './decline-offer.ts';
import { expireOffers } from './expire-offers.ts';
import { readInteractionSummary } from './interaction-rows.ts';
import { parkInteraction } from './park-interaction.ts';
import { pickInteraction } from './pick-interaction.ts';
import { releaseRemoved } from './release-removed.ts';
import { requeueInteraction } from './requeue-interaction.ts';
import { returnOffers } from './return-offers.ts';
import { makeTestCentre, type TestCentre } from './test-centre.ts';
import type { Viewer } from './viewer.ts';

let database: TestDatabase;
let centre: TestCentre;
let round = 0;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  // What an earlier test left waiting must not be offered in this one.
  await sql`update interaction set state = 'closed', offer_expires_at = null`.execute(database.db.kysely);
  await sql`update agent set presence = 'offline'`.execute(database.db.kysely);
  centre = await makeTestCentre(database.db, `centre-${round++}`);
});

async function look(id: InteractionId): Promise<InteractionSummary> {
  const summary = await readInteractionSummary(database.db.kysely, id);
  if (!summary) throw new Error(`no interaction ${id}`);
  return summary;
}

async function presenceOf(agent: Viewer): Promise<unknown> {
  const { rows } =
    await sql`select presence, presence_reason as reason from agent where id = ${agent.agentId}`.execute(
      database.db.kysely,
    );
  return rows[0];
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );
}

test('the agent idle longest gets the first place, the next agent the next', async () => {
  const group = await centre.addGroup('sales');
  const late = await centre.addAgent('late', [group], { idle: 10 });
  const early = await centre.addAgent('early', [group], { idle: 100 });
  const second = await centre.enqueue(group, { minute: 2 });
  const first = await centre.enqueue(group, { minute: 1 });

  await assignOffers(database.db);

  expect((await look(first)).agent?.id).toBe(early.agentId);
  expect((await look(second)).agent?.id).toBe(late.agentId);
});

test('a higher priority goes before an older place, in any of the agent’s groups', async () => {
  const sales = await centre.addGroup('sales');
  const support = await centre.addGroup('support');
  await centre.addAgent('ann', [sales, support]);
  await centre.enqueue(sales, { minute: 1 });
  const urgent = await centre.enqueue(support, { minute: 5, priority: 1 });

  await assignOffers(database.db);

  expect((await look(urgent)).state).toBe('offered');
});

test('an offer lasts as long as its group says', async () => {
  const group = await centre.addGroup('sales', { offerSeconds: 300 });
  await centre.addAgent('ann', [group]);
  const id = await centre.enqueue(group);
  const before = Date.now();

  await assignOffers(database.db);

  const expires = Date.parse((await look(id)).offerExpiresAt ?? '');
  expect(expires).toBeGreaterThan(before + 240_000);
  expect(expires).toBeLessThan(before + 360_000);
});

test('nothing is offered to agents who are not ready, full, in other groups, or have an offer', async () => {
  const sales = await centre.addGroup('sales');
  const other = await centre.addGroup('other');
  const full = await centre.addAgent('full', [sales], { capacity: 1 });
  await centre.addAgent('away', [sales], { presence: 'not-ready' });
  await centre.addAgent('elsewhere', [other]);
  const asked = await centre.addAgent('asked', [sales], { presence: 'not-ready' });
  await pickInteraction(database.db, full, await centre.enqueue(sales));
  await centre.enqueue(sales);
  await sql`update agent set presence = 'ready' where id = ${asked.agentId}`.execute(database.db.kysely);
  expect(await assignOffers(database.db)).toHaveLength(1);

  await centre.enqueue(sales);
  expect(await assignOffers(database.db)).toEqual([]);
});

test('a parked interaction does not count against the capacity', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group], { capacity: 1 });
  const { id, epoch } = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await centre.enqueue(group);
  expect(await assignOffers(database.db)).toEqual([]);

  await parkInteraction(database.db, ann, { id, epoch });

  expect(await assignOffers(database.db)).toHaveLength(1);
});

test('a declined offer returns to its old place with its draft, and the agent becomes not ready', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group]);
  const first = await centre.enqueue(group, { minute: 1 });
  await centre.enqueue(group, { minute: 2 });
  await sql`
    insert into draft (tenant_id, kind, interaction_id, service_group_id, from_name, from_address, author_id, content)
    values (${centre.tenantId}, 'reply', ${first}, ${group}, '', 'sales@example.com', ${ann.agentId}, '{}')`.execute(
    database.db.kysely,
  );
  await assignOffers(database.db);
  const offer = await look(first);

  const back = await declineOffer(database.db, ann, offer);

  expect(back).toMatchObject({ state: 'queued', agent: null, enqueuedAt: offer.enqueuedAt });
  expect(back.draftId).not.toBeNull();
  expect(await presenceOf(ann)).toEqual({ presence: 'not-ready', reason: 'offer-declined' });
  await centre.addAgent('bob', [group]);
  expect(await assignOffers(database.db)).toEqual([first]);
});

test('an offer whose time has passed returns to its old place, and the agent becomes not ready', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group]);
  const id = await centre.enqueue(group, { minute: 7 });
  await assignOffers(database.db);
  const offer = await look(id);
  expect(await expireOffers(database.db)).toEqual([]);
  await sql`update interaction set offer_expires_at = now() where id = ${id}`.execute(database.db.kysely);

  expect(await expireOffers(database.db)).toEqual([id]);

  expect(await look(id)).toMatchObject({
    state: 'queued',
    agent: null,
    epoch: offer.epoch + 1,
    enqueuedAt: offer.enqueuedAt,
    offerExpiresAt: null,
  });
  expect(await presenceOf(ann)).toEqual({ presence: 'not-ready', reason: 'offer-timed-out' });
  expect(await codeOf(acceptOffer(database.db, ann, offer))).toBe('offer-gone');
});

test('accepting twice gives the same answer; accepting what was taken back is refused', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group]);
  const id = await centre.enqueue(group);
  await assignOffers(database.db);
  const offer = await look(id);

  const accepted = await acceptOffer(database.db, ann, offer);
  expect(await acceptOffer(database.db, ann, offer)).toEqual(accepted);
  expect(accepted).toMatchObject({ state: 'open', epoch: offer.epoch });

  await requeueInteraction(database.db, ann, accepted, null);
  expect(await codeOf(acceptOffer(database.db, ann, offer))).toBe('offer-gone');
});

test('offers go back when the agent leaves the line', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group]);
  const id = await centre.enqueue(group);
  await assignOffers(database.db);

  await database.db.transaction('ann', (tx) => returnOffers(tx, ann, 'not-ready'));

  expect(await look(id)).toMatchObject({ state: 'queued', agent: null });
});

test('what a removed agent held waits again', async () => {
  const group = await centre.addGroup('sales');
  const ann = await centre.addAgent('ann', [group]);
  const open = await pickInteraction(database.db, ann, await centre.enqueue(group));
  const parked = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await parkInteraction(database.db, ann, parked);
  await sql`update agent set removed_at = now() where id = ${ann.agentId}`.execute(database.db.kysely);

  expect((await releaseRemoved(database.db)).toSorted()).toEqual([open.id, parked.id].toSorted());
  expect((await look(parked.id)).state).toBe('queued');
});
