import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pop3Server, pop3Server } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { readMailbox } from '../world/mailbox-reading.ts';

const users = ['keep', 'delete', 'days', 'large', 'retr', 'twins', 'two', 'many'];
let dovecot: Dovecot;
let world: TestDatabase;

beforeAll(async () => {
  const accounts = Object.fromEntries(users.map((user) => [`${user}@desk.example`, 'secret']));
  [dovecot, world] = await Promise.all([startDovecot({ users: accounts }), openTestDatabase({ jobs: true })]);
});
afterAll(async () => {
  await dovecot.stop();
  await world[Symbol.asyncDispose]();
});

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };

function describeServer(user: string, settings: Readonly<Record<string, unknown>> = {}): Pop3Server {
  return pop3Server.parse({
    protocol: 'pop3',
    host: dovecot.host,
    port: dovecot.pop3sPort,
    caFile: dovecot.caFile,
    user: `${user}@desk.example`,
    password: '${TEST_PASSWORD}',
    pollSeconds: 1,
    ...settings,
  });
}

const openAccount = (user: string) => openImapAccount(dovecot, `${user}@desk.example`, 'secret');
const deleting = { afterStoring: { action: 'delete' } };

test('mails are stored byte for byte and left in the mailbox; what comes later is taken in as well', async () => {
  await using account = await openAccount('keep');
  const raw = composeMail(1, { headers: ['X-Bytes: \xe9\xff'], text: '.\r\n..\r\n.dot\r\n' });
  await account.append(Buffer.from(raw, 'latin1'));
  const incoming = describeServer('keep');
  await using reading = await readMailbox(world, incoming, { key: 'keep' });
  await expect.poll(reading.numbers, soon).toEqual(['1']);
  const [mail] = await reading.taken();
  expect(mail?.bytes.toString('latin1')).toBe(raw);
  expect(mail?.origin).toEqual({ via: 'pop3', server: 'main', account: 'keep@desk.example' });
  await expect.poll(reading.health, soon).toEqual({ state: 'connected', problem: null });
  await account.append(composeMail(2));
  await expect.poll(reading.numbers, soon).toEqual(['1', '2']);
  await reading.stop();
  // Nothing is taken in again at the next start.
  await account.append(composeMail(3));
  await using again = await readMailbox(world, incoming, { tenant: reading.tenant });
  await expect.poll(again.numbers, soon).toEqual(['1', '2', '3']);
  expect(await account.list()).toHaveLength(3);
});

test('after delete the mailbox is empty', async () => {
  await using account = await openAccount('delete');
  for (let number = 1; number <= 3; number++) await account.append(composeMail(number));
  await using reading = await readMailbox(world, describeServer('delete', deleting), { key: 'delete' });
  await expect.poll(reading.disposed, soon).toBe(3);
  await account.append(composeMail(4));
  await expect.poll(reading.disposed, soon).toBe(4);
  expect(await account.list()).toEqual([]);
  expect(await reading.numbers()).toEqual(['1', '2', '3', '4']);
});

test('mails stay in the mailbox for as many days as are configured', async () => {
  await using account = await openAccount('days');
  await account.append(composeMail('old'));
  const afterStoring = { action: 'delete', afterDays: 14 };
  await using reading = await readMailbox(world, describeServer('days', { afterStoring }), { key: 'days' });
  await expect.poll(reading.numbers, soon).toEqual(['old']);
  await account.append(composeMail('new'));
  await expect.poll(reading.numbers, soon).toEqual(['new', 'old']);
  const [old] = await reading.taken();
  await world.db.kysely
    .updateTable('mail')
    .set({ received_at: sql<Date>`now() - interval '15 days'` })
    .where('id', '=', old?.id ?? ('' as never))
    .execute();
  await expect.poll(reading.disposed, soon).toBe(1);
  expect((await account.list()).map(({ raw }) => readMailNumber(raw))).toEqual(['new']);
});

test.for([
  ['TOP', 'large', false],
  ['RETR where TOP is disabled', 'retr', true],
] as const)('of a mail over the limit only the headers are taken in, by %s', async ([, user, disableTop]) => {
  await using account = await openAccount(user);
  await account.append(composeMail('huge', { atLeastBytes: 3_000_000 }));
  await account.append(composeMail('small'));
  await account.append(composeMail('vast', { atLeastBytes: 2_000_000 }));
  const settings = { ...deleting, disableTop, maximumMessageBytes: 1_000_000 };
  await using reading = await readMailbox(world, describeServer(user, settings), { key: user });
  await expect.poll(reading.disposed, soon).toBe(3);
  const mails = await reading.taken();
  expect(await reading.numbers()).toEqual(['huge', 'small', 'vast']);
  const huge = mails.find(({ number }) => number === 'huge');
  expect(huge?.origin).toMatchObject({ problem: expect.stringContaining('only its headers were read') });
  expect(huge?.bytes.toString()).toMatch(/^From: [^]*\r\n\r\n$/);
  expect((await account.list()).map(({ raw }) => readMailNumber(raw))).toEqual(['huge', 'vast']);
  await expect.poll(reading.health, soon).toEqual({ state: 'connected', problem: null });
});

test('equal bytes under two unique ids are one mail, also once the server has renamed them all', async () => {
  await using account = await openAccount('twins');
  await account.append(composeMail(1));
  await account.append(composeMail(1));
  const incoming = describeServer('twins');
  await using reading = await readMailbox(world, incoming, { key: 'twins' });
  await expect.poll(reading.numbers, soon).toEqual(['1']);
  await reading.stop();
  await dovecot.renumber('twins@desk.example');
  await using later = await openAccount('twins');
  await later.append(composeMail(1));
  await later.append(composeMail(2));
  await using again = await readMailbox(world, incoming, { tenant: reading.tenant });
  await expect.poll(again.numbers, soon).toEqual(['1', '2']);
});

test('of two backends on one mailbox one reads, and the other takes over', async () => {
  await using account = await openAccount('two');
  const incoming = describeServer('two', deleting);
  const first = await readMailbox(world, incoming, { key: 'two' });
  await expect.poll(first.health, soon).toMatchObject({ state: 'connected' });
  await using second = await readMailbox(world, incoming, { tenant: first.tenant });
  for (let number = 1; number <= 20; number++) await account.append(composeMail(number));
  await expect.poll(first.numbers, soon).toHaveLength(20);
  await first.stop();
  await account.append(composeMail(21));
  await expect.poll(second.disposed, soon).toBe(21);
  expect(await second.numbers()).toHaveLength(21);
});

test('more mails than one connection reads are all taken in once, and deleted', async () => {
  await using account = await openAccount('many');
  for (let number = 1; number <= 520; number++) await account.append(composeMail(number));
  await using reading = await readMailbox(world, describeServer('many', { ...deleting, pollSeconds: 3600 }), {
    key: 'many',
  });
  await expect.poll(reading.disposed, soon).toBe(520);
  expect(new Set(await reading.numbers()).size).toBe(520);
  expect(await account.list()).toEqual([]);
});
