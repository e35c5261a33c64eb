import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { ExpectedError } from '../../contract/error.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { discardDraft } from '../replies/discard-draft.ts';
import { openDraft } from '../replies/open-draft.ts';
import { closeInteraction } from '../routing/close-interaction.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { readInteraction } from './read-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Lease } from '../routing/lock-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { answerQuestion } from './answer-question.ts';
import { mergeThreads } from './merge-threads.ts';
import { listMergeTargets } from './read-thread.ts';
import { moveMail, splitThread } from './split-thread.ts';
import { undoChange } from './undo-change.ts';

let world: TestDatabase;
let centre: TestCentre;
let ann: Viewer;
let bob: Viewer;
let group: Awaited<ReturnType<TestCentre['addGroup']>>;

beforeEach(async () => {
  world = await openTestDatabase({ jobs: true });
  centre = await makeTestCentre(world.db);
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
  bob = await centre.addAgent('bob', [group]);
});
afterEach(() => world[Symbol.asyncDispose]());

/** An interaction of so many mails of the customer, opened by ann. */
async function opened(subject: string, mails: number, agent: Viewer = ann): Promise<Lease> {
  const id = await centre.enqueue(group, { subject });
  for (let at = 1; at < mails; at++) await addMail(id, `${subject} ${at}`, 'in', at);
  const { epoch } = await pickInteraction(world.db, agent, id);
  return { id, epoch };
}

async function addMail(
  id: InteractionId,
  subject: string,
  direction: 'in' | 'out',
  minute: number,
): Promise<MailId> {
  const at = new Date(Date.UTC(2026, 0, 5, 10, minute));
  const { rows } = await sql<{ id: MailId }>`
    with m as (insert into mail (tenant_id, direction, state, source_sha256, size, received_at, origin, from_name,
        from_address, subject, text, service_group_id)
      values (${centre.tenantId}, ${direction}, 'read', 'raw', 3, ${at}, '{"via":"reply"}', 'Ada',
        'ada@example.net', ${subject}, ${subject}, ${group}) returning id)
    insert into interaction_mail (interaction_id, mail_id) select ${id}, id from m
    returning mail_id as id`.execute(world.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('no mail');
  return row.id;
}

async function mailsOf(id: InteractionId): Promise<readonly MailId[]> {
  const { rows } = await sql<{ mail_id: MailId }>`
    select mail_id from interaction_mail where interaction_id = ${id} order by mail_id`.execute(
    world.db.kysely,
  );
  return rows.map((row) => row.mail_id);
}

async function stateOf(id: InteractionId) {
  const { rows } = await sql<Record<string, unknown>>`
    select state, agent_id, thread_id, subject, mail_id, question from interaction where id = ${id}`.execute(
    world.db.kysely,
  );
  return rows[0];
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );

test('the row tells of the newest mail that a person wrote, and how many there are', async () => {
  const { id } = await opened('Where is it', 1);
  const begun = await readInteraction(world.db, ann, id);
  expect(begun).toMatchObject({ mailCount: 1 });
  expect(begun.newest).toBeUndefined();
  await addMail(id, 'Our answer', 'out', 1);
  const further = await addMail(id, 'And my refund? And today?', 'in', 2);
  const receipt = await addMail(id, 'Read: Our answer', 'in', 3);
  await sql`update mail set kind = 'disposition' where id = ${receipt}`.execute(world.db.kysely);
  await sql`update mail set reply_text = 'And my refund?' where id = ${further}`.execute(world.db.kysely);
  expect(await readInteraction(world.db, ann, id)).toMatchObject({
    subject: 'Where is it',
    mailCount: 4,
    newestMailId: receipt,
    newest: { from: { name: 'Ada' }, at: '2026-01-05T10:02:00.000Z', preview: 'And my refund?' },
  });
  await sql`update interaction_mail set interaction_id = ${await centre.enqueue(group, {})}
    where mail_id = ${further}`.execute(world.db.kysely);
  expect((await readInteraction(world.db, ann, id)).newest).toBeUndefined();
});

test('a mail is split off into an interaction of its own, and put back', async () => {
  const lease = await opened('Two matters', 2);
  const [first, second] = await mailsOf(lease.id);
  if (!first || !second) throw new Error('no mails');
  const { change, interaction } = await splitThread(world.db, ann, lease, second);
  expect(interaction).toMatchObject({
    state: 'open',
    subject: 'Two matters 1',
    preview: 'Two matters 1',
    agent: { name: 'ann' },
    newestMailId: second,
  });
  expect(await mailsOf(lease.id)).toEqual([first]);
  await undoChange(world.db, ann, change);
  expect(await mailsOf(lease.id)).toEqual([first, second]);
  expect(await stateOf(interaction.id)).toBeUndefined();
  expect(await codeOf(undoChange(world.db, ann, change))).toBe('state-conflict');
});

test('split off the mail that began it, the interaction tells of the next, and back again', async () => {
  const lease = await opened('Began it', 2);
  const [first, second] = await mailsOf(lease.id);
  if (!first || !second) throw new Error('no mails');
  const { change, interaction } = await splitThread(world.db, ann, lease, first);
  expect(await stateOf(lease.id)).toMatchObject({ subject: 'Began it 1', mail_id: second });
  expect(await stateOf(interaction.id)).toMatchObject({ subject: 'Began it', mail_id: first });
  await undoChange(world.db, ann, change);
  expect(await stateOf(lease.id)).toMatchObject({ subject: 'Began it', mail_id: first });
});

test('only who holds it changes it, and the only mail stays', async () => {
  const lease = await opened('Alone', 1);
  const [only] = await mailsOf(lease.id);
  if (!only) throw new Error('no mail');
  expect(await codeOf(splitThread(world.db, ann, lease, only))).toBe('state-conflict');
  expect(await codeOf(splitThread(world.db, bob, lease, only))).toBe('lease-lost');
  expect(await codeOf(splitThread(world.db, ann, { ...lease, epoch: 99 }, only))).toBe('lease-lost');
  const stranger = await centre.addAgent('eve', [await centre.addGroup('other')]);
  expect(await codeOf(mergeThreads(world.db, stranger, lease, lease.id))).toBe('not-found');
});

test('a mail is moved into what another agent holds, who is told, and back', async () => {
  const lease = await opened('From here', 2);
  const target = await opened('To there', 1, bob);
  const [, second] = await mailsOf(lease.id);
  if (!second) throw new Error('no mail');
  const { change, interaction } = await moveMail(world.db, ann, lease, second, target.id);
  expect(interaction).toMatchObject({ id: target.id, agent: { name: 'bob' } });
  const { thread } = await readInteraction(world.db, bob, target.id);
  expect(thread?.reasons).toEqual([{ mailId: second, rule: 'person', evidence: 'ann' }]);
  const { rows: told } = await sql`
    select from event where agent_id = ${bob.agentId}
      and payload -> 'interaction' ->> 'id' = ${target.id}`.execute(world.db.kysely);
  expect(told).toHaveLength(2);
  await undoChange(world.db, ann, change);
  expect(await mailsOf(lease.id)).toContain(second);
  expect(await mailsOf(target.id)).toHaveLength(1);
});

test('two interactions become one, with all mails and answers, and two again', async () => {
  const lease = await opened('One', 2);
  const answer = await addMail(lease.id, 'Re: One', 'out', 30);
  const target = await opened('Other', 1, bob);
  const before = { one: await mailsOf(lease.id), other: await mailsOf(target.id) };
  const { change } = await mergeThreads(world.db, ann, lease, target.id);
  expect(await mailsOf(target.id)).toEqual(
    [...before.one, ...before.other].toSorted((a, b) => Number(a) - Number(b)),
  );
  expect(await mailsOf(target.id)).toContain(answer);
  expect(await stateOf(lease.id)).toMatchObject({ state: 'closed', agent_id: null, thread_id: target.id });
  const back = await undoChange(world.db, ann, change);
  expect(back).toMatchObject({ id: lease.id, state: 'open', agent: { name: 'ann' } });
  expect(await mailsOf(lease.id)).toEqual(before.one);
  expect(await mailsOf(target.id)).toEqual(before.other);
  expect(await stateOf(lease.id)).toMatchObject({ thread_id: null });
});

test('what somebody has gone on from cannot be taken back, and nothing is lost', async () => {
  const lease = await opened('Split', 3);
  const [, second, third] = await mailsOf(lease.id);
  if (!second || !third) throw new Error('no mails');
  const { change, interaction } = await splitThread(world.db, ann, lease, second);
  const { change: later } = await moveMail(world.db, ann, lease, third, interaction.id);
  expect(await codeOf(undoChange(world.db, ann, change))).toBe('state-conflict');
  expect(await codeOf(undoChange(world.db, bob, change))).toBe('not-found');
  await undoChange(world.db, ann, later);
  await undoChange(world.db, ann, change);
  expect(await mailsOf(lease.id)).toHaveLength(3);
});

test('a mail that a colleague answers, or has closed, is not taken from under their hands', async () => {
  const lease = await opened('From here', 3);
  const target = await opened('To there', 1, bob);
  const [, second, third] = await mailsOf(lease.id);
  if (!second || !third) throw new Error('no mails');
  const { change } = await moveMail(world.db, ann, lease, second, target.id);
  const { id: interactionId, epoch } = target;
  const draft = await openDraft(world.db, bob, { interactionId, epoch, kind: 'reply', mailId: second });
  expect(await codeOf(undoChange(world.db, ann, change))).toBe('state-conflict');
  await discardDraft(world.db, bob, draft.id);
  const { change: later } = await moveMail(world.db, ann, lease, third, target.id);
  await closeInteraction(world.db, bob, target);
  expect(await codeOf(undoChange(world.db, ann, change))).toBe('state-conflict');
  expect(await codeOf(undoChange(world.db, ann, later))).toBe('state-conflict');
  expect(await mailsOf(target.id)).toHaveLength(3);
});

test('an interaction with a begun answer is not merged away', async () => {
  const lease = await opened('Begun', 1);
  const target = await opened('Other', 1);
  await sql`
    insert into draft (tenant_id, kind, interaction_id, service_group_id, from_name, from_address, author_id, content)
    values (${centre.tenantId}, 'reply', ${lease.id}, ${group}, '', 'help@example.com', ${ann.agentId}, '{}')`.execute(
    world.db.kysely,
  );
  expect(await codeOf(mergeThreads(world.db, ann, lease, target.id))).toBe('state-conflict');
});

test('a question is answered: joined to a thread that goes on, to a closed one, or kept apart', async () => {
  const asks = async (interactionId: InteractionId) => {
    const lease = await opened('Belongs?', 1);
    const question = JSON.stringify({
      interactionId,
      rule: 'reference',
      evidence: 'x@y',
      subject: 'Thread',
      doubts: ['unknown-sender'],
    });
    await sql`update interaction set question = ${question} where id = ${lease.id}`.execute(world.db.kysely);
    return lease;
  };
  const open = await opened('Thread', 1, bob);
  const joined = await asks(open.id);
  const { change, interaction } = await answerQuestion(world.db, ann, joined, true);
  expect(interaction.id).toBe(open.id);
  expect(await mailsOf(open.id)).toHaveLength(2);
  if (!change) throw new Error('no change');
  await undoChange(world.db, ann, change);
  expect(await stateOf(joined.id)).toMatchObject({ state: 'open', question: { subject: 'Thread' } });

  await sql`update interaction set state = 'closed' where id = ${open.id}`.execute(world.db.kysely);
  const linked = await asks(open.id);
  expect((await answerQuestion(world.db, ann, linked, true)).interaction.id).toBe(linked.id);
  const read = await readInteraction(world.db, ann, linked.id);
  expect(read.thread).toMatchObject({ question: null, reasons: [{ rule: 'person' }] });
  expect(read.thread?.earlier.map(({ subject }) => subject)).toContain('Thread');

  const apart = await asks(open.id);
  await answerQuestion(world.db, ann, apart, false);
  expect(await stateOf(apart.id)).toMatchObject({ state: 'open', question: null, thread_id: null });
  expect(await codeOf(answerQuestion(world.db, ann, apart, false))).toBe('state-conflict');
});

test('two agents who merge into one another at once: nothing is lost and nobody waits for ever', async () => {
  for (let round = 0; round < 5; round++) {
    const one = await opened(`Round ${round}`, 2);
    const other = await opened(`Other ${round}`, 2, bob);
    const done = await Promise.all([
      codeOf(mergeThreads(world.db, ann, one, other.id)),
      codeOf(mergeThreads(world.db, bob, other, one.id)),
    ]);
    expect(done.toSorted()).toEqual(['done', 'state-conflict']);
    expect([...(await mailsOf(one.id)), ...(await mailsOf(other.id))]).toHaveLength(4);
  }
});

test('targets are what is not closed and visible, of the same customer first', async () => {
  const lease = await opened('Here', 1);
  const same = await opened('Same customer', 1, bob);
  const stranger = await centre.enqueue(group, { subject: 'Another customer', minute: 40 });
  await sql`update interaction set from_address = 'x@y.example' where id = ${stranger}`.execute(
    world.db.kysely,
  );
  const hidden = await centre.enqueue(await centre.addGroup('other'));
  const targets = (await listMergeTargets(world.db, ann, lease.id)).map(({ id }) => id);
  expect(targets).toEqual([same.id, stranger]);
  expect(targets).not.toContain(hidden);
  const found = async (text: string) =>
    (await listMergeTargets(world.db, ann, lease.id, text)).map(({ id }) => id);
  await sql`update interaction set subject = 'Refund of 100 %' where id = ${stranger}`.execute(
    world.db.kysely,
  );
  expect(await found(' HELP  refund ')).toEqual([stranger]);
  expect(await found('%')).toEqual([stranger]);
  expect(await found('nowhere')).toEqual([]);
});
