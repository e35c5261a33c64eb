import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import { interactionId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { closeInteraction } from './close-interaction.ts';
import { readInteractionSummary } from './interaction-rows.ts';
import { parkInteraction, resumeInteraction } from './park-interaction.ts';
import { pickInteraction } from './pick-interaction.ts';
import { reopenInteraction } from './reopen-interaction.ts';
import { requeueInteraction } from './requeue-interaction.ts';
import { makeTestCentre, type TestCentre } from './test-centre.ts';

let database: TestDatabase;
let centre: TestCentre;
let foreign: TestCentre;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  foreign = await makeTestCentre(database.db, 'foreign');
});
afterAll(() => database[Symbol.asyncDispose]());

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );
}

test('a held interaction is parked, resumed and closed by its holder', async () => {
  const group = await centre.addGroup('a');
  const ann = await centre.addAgent('ann-a', [group]);
  const open = await pickInteraction(database.db, ann, await centre.enqueue(group));
  expect(open).toMatchObject({ state: 'open', epoch: 1, agent: { id: ann.agentId, name: 'ann-a' } });

  expect(await parkInteraction(database.db, ann, open)).toMatchObject({ state: 'parked', epoch: 1 });
  expect(await codeOf(parkInteraction(database.db, ann, open))).toBe('state-conflict');
  expect(await resumeInteraction(database.db, ann, open)).toMatchObject({ state: 'open', epoch: 1 });
  expect(await closeInteraction(database.db, ann, open)).toMatchObject({ state: 'closed', agent: null });
  expect(await codeOf(requeueInteraction(database.db, ann, open, null))).toBe('lease-lost');
});

test('what was closed can be taken up again by anybody of its group, with the draft that went with it', async () => {
  const group = await centre.addGroup('reopened');
  const ann = await centre.addAgent('ann-r', [group]);
  const bob = await centre.addAgent('bob-r', [group]);
  const eve = await centre.addAgent('eve-r', [await centre.addGroup('elsewhere')]);
  const open = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await sql`
    insert into draft (tenant_id, interaction_id, service_group_id, kind, author_id, from_name, from_address,
      content, state, updated_at)
    select tenant_id, id, service_group_id, 'reply', ${ann.agentId}, 'Help', 'help@example.com', '{}', s.state, now()
    from interaction, (values ('discarded'), ('open')) s(state) where id = ${open.id}`.execute(
    database.db.kysely,
  );
  const drafts = async () => {
    const { rows } = await sql<{ state: string }>`
      select state from draft where interaction_id = ${open.id} order by id`.execute(database.db.kysely);
    return rows.map(({ state }) => state);
  };
  expect(await codeOf(reopenInteraction(database.db, ann, open.id))).toBe('state-conflict');
  await closeInteraction(database.db, ann, open);
  expect(await drafts()).toEqual(['discarded', 'discarded']);
  expect(await codeOf(reopenInteraction(database.db, eve, open.id))).toBe('not-found');
  expect(await reopenInteraction(database.db, bob, open.id)).toMatchObject({
    state: 'open',
    agent: { id: bob.agentId },
  });
  expect(await drafts()).toEqual(['discarded', 'open']);
});

test('nobody writes with a stale epoch, not even who holds it again', async () => {
  const group = await centre.addGroup('b');
  const ann = await centre.addAgent('ann-b', [group]);
  const id = await centre.enqueue(group);
  const before = await pickInteraction(database.db, ann, id);
  await requeueInteraction(database.db, ann, before, null);
  const now = await pickInteraction(database.db, ann, id);

  for (const operation of [parkInteraction, resumeInteraction, closeInteraction]) {
    expect(await codeOf(operation(database.db, ann, before))).toBe('lease-lost');
  }
  expect(await codeOf(requeueInteraction(database.db, ann, before, null))).toBe('lease-lost');
  expect(await readInteractionSummary(database.db.kysely, id)).toEqual(now);
});

test('who does not hold it is refused; who may not see it learns nothing', async () => {
  const group = await centre.addGroup('c');
  const other = await centre.addGroup('c-other');
  const ann = await centre.addAgent('ann-c', [group]);
  const bob = await centre.addAgent('bob-c', [group]);
  const eve = await centre.addAgent('eve-c', [other], { roles: ['agent', 'team-lead'] });
  const mallory = await foreign.addAgent('mallory', [], { roles: ['administrator'] });
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));

  for (const operation of [parkInteraction, resumeInteraction, closeInteraction]) {
    expect(await codeOf(operation(database.db, bob, held))).toBe('lease-lost');
    expect(await codeOf(operation(database.db, eve, held))).toBe('not-found');
    expect(await codeOf(operation(database.db, mallory, held))).toBe('not-found');
  }
  expect(await codeOf(pickInteraction(database.db, bob, held.id))).toBe('state-conflict');
  expect(await codeOf(pickInteraction(database.db, eve, held.id))).toBe('not-found');
  expect(await codeOf(pickInteraction(database.db, ann, interactionId.parse('999999')))).toBe('not-found');
});

test('a handed over interaction waits in the other group, at its old place, with its draft', async () => {
  const group = await centre.addGroup('d');
  const target = await centre.addGroup('d-target');
  const ann = await centre.addAgent('ann-d', [group, target]);
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group, { minute: 30 }));
  await sql`
    insert into draft (tenant_id, kind, interaction_id, service_group_id, from_name, from_address, author_id, content)
    values (${centre.tenantId}, 'reply', ${held.id}, ${group}, '', 'd@example.com', ${ann.agentId}, '{}')`.execute(
    database.db.kysely,
  );

  const waiting = await requeueInteraction(database.db, ann, held, target);

  expect(waiting).toMatchObject({ state: 'queued', agent: null, enqueuedAt: held.enqueuedAt });
  expect(waiting.group.id).toBe(target);
  expect(waiting.draftId).not.toBeNull();
});

test('nothing is handed over to a group of others', async () => {
  const group = await centre.addGroup('e');
  const other = await centre.addGroup('e-other');
  const abroad = await foreign.addGroup('e-abroad');
  const ann = await centre.addAgent('ann-e', [group]);
  const boss = await centre.addAgent('boss-e', [group], { roles: ['administrator'] });
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  expect(await codeOf(requeueInteraction(database.db, ann, held, other))).toBe('not-allowed');

  const bossHolds = await pickInteraction(database.db, boss, await centre.enqueue(group));
  expect(await codeOf(requeueInteraction(database.db, boss, bossHolds, abroad))).toBe('not-allowed');
  expect(await codeOf(requeueInteraction(database.db, boss, bossHolds, other))).toBe('done');
});
