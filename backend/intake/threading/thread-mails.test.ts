import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InteractionId, MailId } from '../../../contract/domain/ids.ts';
import type { MailAuthentication } from '../../../contract/domain/authentication.ts';
import { openDatabase } from '../../db/database.ts';
import { makeMessageId } from '../../replies/compose-mail.ts';
import { readTokenMaker } from '../../replies/thread-token-maker.ts';
import { uncheckedMail } from '../../mail/authentication/authenticate-mail.ts';
import { createMailReader } from '../../mail/mime/mail-reader.ts';
import { queueMails } from '../take-in.ts';
import { openTestIntake, type TestIntake, readStored } from '../test-intake.ts';

let intake: TestIntake;

beforeAll(async () => {
  intake = await openTestIntake(`version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    serviceGroups:
      - { key: orders, name: Orders, email: orders@acme.example }
      - { key: billing, name: Billing, email: billing@acme.example }
    serviceAccesses:
      - { name: Orders, address: orders@acme.example, group: orders }
      - { name: Billing, address: billing@acme.example, group: billing }
`);
});
afterAll(() => intake[Symbol.asyncDispose]());

interface Sent {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly id?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
}

let mails = 0;
/** Of a customer of its own, unless said otherwise. */
function written(mail: Sent): string {
  const number = ++mails;
  return [
    `From: ${mail.from ?? `customer-${number}@c.example`}`,
    `To: ${mail.to ?? 'orders@acme.example'}`,
    `Subject: ${mail.subject ?? `Matter ${number}`}`,
    `Message-ID: <${mail.id ?? `m${number}@c.example`}>`,
    ...(mail.inReplyTo === undefined ? [] : [`In-Reply-To: <${mail.inReplyTo}>`]),
    ...(mail.references === undefined
      ? []
      : [`References: ${mail.references.map((id) => `<${id}>`).join(' ')}`]),
    '',
    `Text ${number}`,
  ].join('\r\n');
}

async function takeIn(mail: Sent): Promise<InteractionId> {
  const [interaction] = await intake.takeIn(await intake.receive(written(mail)));
  if (!interaction) throw new Error('nothing was queued');
  return interaction;
}

async function stateOf(id: InteractionId) {
  const { rows } = await sql<{
    state: string;
    thread_id: string | null;
    question: Record<string, unknown> | null;
    mails: number;
    threading: ({ rule: string; evidence: string } | null)[];
  }>`
    select i.state, i.thread_id, i.question, count(*)::int as mails,
      json_agg(im.threading order by im.mail_id) as threading
    from interaction i join interaction_mail im on im.interaction_id = i.id
    where i.id = ${id} group by i.id`.execute(intake.world.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('no such interaction');
  return row;
}

async function close(id: InteractionId): Promise<void> {
  await sql`update interaction set state = 'closed', closed_at = now() where id = ${id}`.execute(
    intake.world.db.kysely,
  );
}

const ann = 'Ann <Ann@customer.example>';

test('an answer to a mail of a waiting or open interaction is put into it, with the reason', async () => {
  const first = await takeIn({ from: ann, subject: 'Parcel', id: 'a1@customer.example' });
  expect(
    await takeIn({ from: 'ann@customer.example', subject: 'RE: parcel', inReplyTo: 'a1@customer.example' }),
  ).toBe(first);
  const state = await stateOf(first);
  expect(state).toMatchObject({ state: 'queued', mails: 2, question: null });
  expect(state.threading).toEqual([null, { rule: 'reference', evidence: 'a1@customer.example' }]);
});

test('an answer to a closed interaction opens a new one of the same thread, and the next answer goes into that', async () => {
  const first = await takeIn({ from: ann, subject: 'Bill', id: 'b1@customer.example' });
  await close(first);
  const second = await takeIn({
    from: ann,
    subject: 'Re: Bill',
    id: 'b2@customer.example',
    references: ['b1@customer.example'],
  });
  expect(second).not.toBe(first);
  expect(await stateOf(second)).toMatchObject({
    thread_id: first,
    mails: 1,
    threading: [{ rule: 'reference', evidence: 'b1@customer.example' }],
  });
  expect(await takeIn({ from: ann, subject: 'Re: Bill', references: ['b1@customer.example'] })).toBe(second);
  await close(second);
  const third = await takeIn({ from: ann, subject: 'Re: Bill', references: ['b2@customer.example'] });
  expect(await stateOf(third)).toMatchObject({ thread_id: first, mails: 1 });
});

test('our signed Message-ID finds back even when every mail of the thread is gone; an altered one does not', async () => {
  const { kysely } = intake.world.db;
  const first = await takeIn({ from: ann, subject: 'Signed', id: 's1@customer.example' });
  const id = makeMessageId({ name: '', address: 'orders@acme.example' }, await readTokenMaker(kysely, first));
  expect(await takeIn({ from: ann, subject: 'Re: Signed', inReplyTo: id })).toBe(first);
  expect((await stateOf(first)).threading[1]).toEqual({ rule: 'token', evidence: id });
  const other = await takeIn({ subject: 'Another one', id: 'o1@customer.example' });
  const altered = id.replace(`.${first}.`, `.${other}.`);
  const refused = await takeIn({ from: ann, subject: 'Re: Altered', inReplyTo: altered });
  expect(await stateOf(refused)).toMatchObject({ thread_id: null, question: null, mails: 1 });
  await sql`delete from mail where message_id like 's1@%'`.execute(kysely);
  expect(await takeIn({ from: ann, subject: 'Re: Signed', inReplyTo: id })).toBe(first);
});

test('the same customer with the same telling subject is put together within a week, a common word is not', async () => {
  const first = await takeIn({ from: 'bo@customer.example', subject: 'Order 4711 is late' });
  expect(await takeIn({ from: 'Bo@customer.example', subject: 'order 4711  is late' })).toBe(first);
  expect((await stateOf(first)).threading[1]).toEqual({ rule: 'subject', evidence: 'Order 4711 is late' });
  expect(await takeIn({ from: 'other@customer.example', subject: 'Order 4711 is late' })).not.toBe(first);
  const word = await takeIn({ from: 'bo@customer.example', subject: 'Question' });
  const again = await takeIn({ from: 'bo@customer.example', subject: 'Question' });
  expect(again).not.toBe(word);
  expect(await takeIn({ from: 'bo@customer.example', subject: 'AW: Question' })).toBe(again);
  await sql`update interaction set received_at = now() - interval '8 days' where id = ${first}`.execute(
    intake.world.db.kysely,
  );
  expect(await takeIn({ from: 'bo@customer.example', subject: 'Order 4711 is late' })).not.toBe(first);
});

test('a stranger, another subject or another group is asked about and gets an interaction of its own', async () => {
  const first = await takeIn({ from: ann, subject: 'Contract', id: 'q1@customer.example' });
  const stranger = await takeIn({
    from: 'eve@evil.example',
    subject: 'Re: Contract',
    inReplyTo: 'q1@customer.example',
  });
  expect(await stateOf(stranger)).toMatchObject({
    thread_id: null,
    mails: 1,
    question: { interactionId: first, doubts: ['unknown-sender'], rule: 'reference', subject: 'Contract' },
  });
  const changed = await takeIn({ from: ann, subject: 'Something else', inReplyTo: 'q1@customer.example' });
  expect((await stateOf(changed)).question).toMatchObject({ doubts: ['changed-subject'] });
  const elsewhere = await takeIn({
    from: ann,
    to: 'billing@acme.example',
    subject: 'Re: Contract',
    inReplyTo: 'q1@customer.example',
  });
  expect((await stateOf(elsewhere)).question).toMatchObject({ doubts: ['other-group'] });
  expect(await takeIn({ from: ann, subject: '', inReplyTo: 'q1@customer.example' })).toBe(first);
  expect(await stateOf(first)).toMatchObject({ mails: 2, question: null });
});

test('a forged sender is asked about where it answers, and guessed subjects lead nowhere', async () => {
  const first = await takeIn({ from: ann, subject: 'My account number', id: 'f1@customer.example' });
  const reader = createMailReader({ threads: 1 });
  const authentication: MailAuthentication = { ...uncheckedMail, verdict: 'forged', reason: 'dmarc-fail' };
  async function takeForged(mail: Sent): Promise<InteractionId> {
    const read = await readStored(intake.world.db, reader, await intake.receive(written(mail)));
    if (!read) throw new Error('nothing to read');
    const [interaction] = await queueMails(intake.world.db, [{ ...read, authentication }]);
    if (!interaction) throw new Error('nothing was queued');
    return interaction;
  }
  const answering = await takeForged({
    from: ann,
    subject: 'Re: My account number',
    inReplyTo: 'f1@customer.example',
  });
  expect((await stateOf(answering)).question).toMatchObject({
    doubts: ['forged-sender'],
    interactionId: first,
  });
  const guessing = await takeForged({ from: ann, subject: 'My account number' });
  expect(await stateOf(guessing)).toMatchObject({ mails: 1, question: null, thread_id: null });
  await reader.stop();
});

test('mails of one batch that answer each other become one interaction', async () => {
  const first = await intake.receive(written({ from: ann, subject: 'Batch', id: 'x1@customer.example' }));
  const second = await intake.receive(
    written({ from: ann, subject: 'Re: Batch', inReplyTo: 'x1@customer.example' }),
  );
  const other = await intake.receive(written({ subject: 'Not of it' }));
  const [one, two, three] = await intake.takeIn(first, second, other);
  expect(two).toBe(one);
  expect(three).not.toBe(one);
});

test('answers to a closed thread that two backends take in at once become one interaction, and none is lost', async () => {
  const first = await takeIn({ from: ann, subject: 'Race', id: 'r1@customer.example' });
  await close(first);
  const senders = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? ann : 'cy@customer.example'));
  await sql`update mail set cc_addresses = '[{"name":"","address":"cy@customer.example"}]'
    where message_id = 'r1@customer.example'`.execute(intake.world.db.kysely);
  const ids = await Promise.all(
    senders.map((from) =>
      intake.receive(written({ from, subject: 'Re: Race', inReplyTo: 'r1@customer.example' })),
    ),
  );
  // A second backend on the same database takes every other one.
  const { connection, jobs } = intake.world;
  const second = openDatabase(
    { connection },
    () => jobs,
    () => undefined,
  );
  const reader = createMailReader({ threads: 1 });
  const takeInThere = async (id: MailId) => {
    const mail = await readStored(second, reader, id);
    return queueMails(second, mail ? [mail] : []);
  };
  const made = await Promise.all(
    ids.map(async (id, at) => (await (at % 2 === 0 ? intake.takeIn(id) : takeInThere(id)))[0]),
  );
  await reader.stop();
  await second.close();
  expect(new Set(made).size).toBe(1);
  expect(made[0]).not.toBe(first);
  const { rows } = await sql<{ mail_id: MailId }>`
    select mail_id from interaction_mail where mail_id = any(${ids}::bigint[])`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toHaveLength(12);
});

test('an interaction that is closed while a mail comes in has it, or a new one has', async () => {
  for (let round = 0; round < 6; round++) {
    const root = `c${round}@customer.example`;
    const first = await takeIn({ from: ann, subject: `Closing ${round} now`, id: root });
    const id = await intake.receive(
      written({ from: ann, subject: `Re: Closing ${round} now`, inReplyTo: root }),
    );
    const [[interaction]] = await Promise.all([intake.takeIn(id), close(first)]);
    if (!interaction) throw new Error('the mail is lost');
    const state = await stateOf(interaction);
    expect(interaction === first || (state.thread_id === first && state.state === 'queued')).toBe(true);
  }
});

test('a parent that is deleted does not break its children', async () => {
  const { kysely } = intake.world.db;
  const first = await takeIn({ from: ann, subject: 'Deleted parent', id: 'd1@customer.example' });
  await close(first);
  const second = await takeIn({
    from: ann,
    subject: 'Re: Deleted parent',
    id: 'd2@customer.example',
    inReplyTo: 'd1@customer.example',
  });
  await sql`delete from mail where message_id = 'd1@customer.example'`.execute(kysely);
  await sql`delete from interaction where id = ${first}`.execute(kysely);
  expect(await stateOf(second)).toMatchObject({ thread_id: null, mails: 1 });
  expect(
    await takeIn({
      from: ann,
      subject: 'Re: Deleted parent',
      references: ['d1@customer.example', 'd2@customer.example'],
    }),
  ).toBe(second);
});
