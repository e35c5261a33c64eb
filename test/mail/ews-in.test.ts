import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EwsMailbox } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { type EwsDesk, ewsUser as user, openEwsDesk } from '../world/ews-desk.ts';
import type { EwsStandInSettings } from '../world/ews-server.ts';
import { composeMail } from '../world/mail-samples.ts';
import type { MailboxReading } from '../world/mailbox-reading.ts';

let world: TestDatabase;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };

const openDesk = (more: Partial<EwsMailbox> = {}, settings: EwsStandInSettings = {}): Promise<EwsDesk> =>
  openEwsDesk(world, more, settings);

const texts = async (reading: MailboxReading) =>
  (await reading.taken()).map(({ bytes }) => bytes.toString('latin1'));

async function keptState({ tenant }: MailboxReading): Promise<string | undefined> {
  const row = await world.db.kysely
    .selectFrom('ews_sync_state')
    .select('state')
    .where('mail_server_id', '=', tenant.serverId)
    .executeTakeFirst();
  return row?.state;
}

test('mails are stored byte for byte, oldest first, and then marked as read without telling the sender', async () => {
  await using desk = await openDesk();
  const raws = [composeMail(1, { headers: ['X-Bytes: \xe9\xff'] }), composeMail(2), composeMail(3)];
  const items = raws.map((raw) => desk.store.add('inbox', { raw }));
  await using reading = await desk.read();
  await expect.poll(reading.disposed, soon).toBe(3);
  expect(await texts(reading)).toEqual(raws);
  expect((await reading.taken())[0]?.origin).toEqual({ via: 'ews', server: 'main', account: user });
  expect(items.map(({ isRead, hasTold }) => [isRead, hasTold])).toEqual(items.map(() => [true, false]));
  await expect.poll(reading.health, soon).toEqual({ state: 'connected', problem: null });
});

test('a folder of many pages is taken in whole, and what comes later by what has changed', async () => {
  await using desk = await openDesk({}, { pageSize: 7 });
  for (let number = 1; number <= 60; number++) desk.store.add('inbox', { raw: composeMail(number) });
  await using reading = await desk.read();
  await expect.poll(async () => (await reading.taken()).length, soon).toBe(60);
  desk.store.add('inbox', { raw: composeMail(61) });
  await expect.poll(async () => (await reading.taken()).at(-1)?.number, soon).toBe('61');
  const fetched = desk.exchange.operations().filter((operation) => operation === 'GetItem');
  expect(fetched.length).toBeLessThan(5);
});

test('a backend that starts again goes on where the last one ended', async () => {
  await using desk = await openDesk();
  desk.store.add('inbox', { raw: composeMail(1) });
  const first = await desk.read();
  await expect.poll(() => keptState(first), soon).toBeDefined();
  await first.stop();
  desk.store.add('inbox', { raw: composeMail(2) });
  const before = desk.exchange.asked.length;
  const second = await desk.read();
  await expect.poll(second.numbers, soon).toEqual(['1', '2']);
  expect(
    desk.exchange
      .operations()
      .slice(before)
      .filter((name) => name === 'GetItem'),
  ).toHaveLength(1);
});

test('a state that Exchange knows no more makes the folder be listed anew, and nothing is taken in twice', async () => {
  await using desk = await openDesk({ afterStoring: { action: 'keep' } });
  for (const number of [1, 2, 3]) desk.store.add('inbox', { raw: composeMail(number) });
  await using reading = await desk.read();
  await expect.poll(() => keptState(reading), soon).toBeDefined();
  desk.store.forgetStates();
  desk.store.add('inbox', { raw: composeMail(4) });
  await expect.poll(reading.numbers, soon).toEqual(['1', '2', '3', '4']);
  expect(await reading.taken()).toHaveLength(4);
});

test('mails that have new names after the mailbox was moved are known by their content', async () => {
  await using desk = await openDesk({ afterStoring: { action: 'keep' } });
  for (const number of [1, 2, 3]) desk.store.add('inbox', { raw: composeMail(number) });
  const first = await desk.read();
  await expect.poll(() => keptState(first), soon).toBeDefined();
  desk.store.rename();
  desk.store.add('inbox', { raw: composeMail(4) });
  await expect.poll(first.numbers, soon).toEqual(['1', '2', '3', '4']);
  await first.stop();
  const second = await desk.read();
  desk.store.add('inbox', { raw: composeMail(5) });
  await expect.poll(second.numbers, soon).toEqual(['1', '2', '3', '4', '5']);
  expect(await second.taken()).toHaveLength(5);
});

test.for(['fault', 'message', 'inner'] as const)(
  'a busy Exchange is left alone for as long as it says (%s)',
  async (as) => {
    await using desk = await openDesk();
    desk.store.add('inbox', { raw: composeMail(1) });
    desk.exchange.failWith(({ operation }, before) =>
      operation === 'GetItem' && before === 0 ? { fault: 'busy', as, backOff: 1_500 } : undefined,
    );
    await using reading = await desk.read();
    await expect.poll(reading.disposed, soon).toBe(1);
    expect(desk.exchange.operations().filter((operation) => operation === 'GetItem')).toHaveLength(2);
    expect(desk.exchange.impatient()).toBe(0);
  },
);

test.for([429, 503])('Retry-After is obeyed (HTTP %i), and a long one is shown', async (status) => {
  await using desk = await openDesk();
  desk.store.add('inbox', { raw: composeMail(1) });
  desk.exchange.failWith(({ operation }) =>
    operation === 'SyncFolderItems'
      ? { fault: 'status', status, headers: { 'retry-after': '600' } }
      : undefined,
  );
  await using reading = await desk.read();
  await expect.poll(reading.health, soon).toMatchObject({ state: 'failing' });
  expect((await reading.health())?.problem).toContain(`has had enough of us for now (HTTP ${status})`);
  const asked = desk.exchange.operations().length;
  // Another reader of the same mailbox in this process waits as well.
  expect(await tryIncoming(desk.incoming, { resolve: () => 'secret', baseFolder: '/' })).toMatchObject({
    works: false,
    problem: { step: 'connect', retryAt: expect.any(Date) },
  });
  expect(desk.exchange.operations()).toHaveLength(asked);
});

test('a mail that is larger than allowed comes as its headers, with the reason, and stays unread', async () => {
  await using desk = await openDesk({ maximumMessageBytes: 20_000 });
  const folded = ['References: <a@example.com>\r\n <b@example.com>'];
  const large = desk.store.add('inbox', {
    raw: composeMail('large', { headers: folded, atLeastBytes: 30_000 }),
  });
  // Exchange counts it as smaller than it is as a mail.
  const swollen = desk.store.add('inbox', {
    raw: composeMail('swollen', { atLeastBytes: 2_000_000 }),
    size: 10_000,
  });
  desk.store.add('inbox', { raw: composeMail('small') });
  await using reading = await desk.read();
  await expect.poll(reading.numbers, soon).toEqual(['large', 'small', 'swollen']);
  const [first] = (await reading.taken()).filter(({ number }) => number === 'large');
  expect(first?.bytes.toString()).toContain('References: <a@example.com> <b@example.com>\r\n');
  expect(first?.bytes.toString()).toMatch(/\r\n\r\n$/);
  expect(first?.origin).toMatchObject({ problem: expect.stringContaining('only its headers were read') });
  await expect.poll(reading.disposed, soon).toBe(3);
  expect([large.isRead, swollen.isRead]).toEqual([false, false]);
});

test('an item that Exchange cannot write as a mail comes as its headers and keeps no other waiting', async () => {
  await using desk = await openDesk();
  desk.store.add('inbox', { raw: composeMail('odd'), isUnwritable: true });
  desk.store.add('inbox', { raw: composeMail('even') });
  await using reading = await desk.read();
  await expect.poll(reading.numbers, soon).toEqual(['even', 'odd']);
  const odd = (await reading.taken()).find(({ number }) => number === 'odd');
  expect(odd?.origin).toMatchObject({ problem: expect.stringContaining('Exchange cannot write the mail') });
});

test('an item whose answer cannot be read keeps no other waiting', async () => {
  await using desk = await openDesk({ afterStoring: { action: 'trash' } });
  for (const number of [1, 2, 3]) desk.store.add('inbox', { raw: composeMail(number) });
  // Together, and the second of them alone.
  desk.exchange.failWith(({ operation }, before) =>
    operation === 'GetItem' && (before === 0 || before === 2)
      ? { fault: 'status', status: 200, body: '<broken' }
      : undefined,
  );
  await using reading = await desk.read();
  await expect
    .poll(async () => (await reading.taken()).map(({ number }) => number), soon)
    .toEqual(['1', '3', '2']);
});

test('an item that is not handed over is named, tried again, and taken in when it can be', async () => {
  await using desk = await openDesk();
  desk.store.add('inbox', { raw: composeMail(1) });
  let isBroken = true;
  desk.exchange.failWith(({ operation }) =>
    operation === 'GetItem' && isBroken ? { fault: 'error', code: 'ErrorCorruptData' } : undefined,
  );
  await using reading = await desk.read();
  await expect
    .poll(async () => (await reading.health())?.problem, soon)
    .toContain('1 mail(s) could not be taken in and stay in the mailbox');
  expect(await keptState(reading)).toBeUndefined();
  isBroken = false;
  await expect.poll(reading.numbers, soon).toEqual(['1']);
  await expect.poll(() => keptState(reading), soon).toBeDefined();
});

test.for([
  [{ action: 'trash' }, 'deleteditems'],
  [{ action: 'move', folder: 'Inbox/Done/2026' }, '2026'],
  [{ action: 'delete' }, null],
] as const)('stored mails are disposed of as configured: %j', async ([afterStoring, target]) => {
  await using desk = await openDesk({ afterStoring });
  desk.store.add('inbox', { raw: composeMail(1) });
  desk.store.add('inbox', { raw: composeMail(2) });
  await using reading = await desk.read();
  await expect.poll(() => desk.store.folder('inbox')?.items.size, soon).toBe(0);
  await expect.poll(reading.disposed, soon).toBe(2);
  const done = desk.store.findFolder('Done', 'inbox');
  const folder =
    target === '2026' ? done && desk.store.findFolder('2026', done.id) : desk.store.folder(target ?? '');
  expect(folder?.items.size ?? 0).toBe(target === null ? 0 : 2);
  expect([...(folder?.items.values() ?? [])].some(({ hasTold }) => hasTold)).toBe(false);
});

test('a mail that somebody moves back into the folder is not taken in again', async () => {
  await using desk = await openDesk({ afterStoring: { action: 'trash' } });
  desk.store.add('inbox', { raw: composeMail(1) });
  await using reading = await desk.read();
  await expect.poll(() => desk.store.folder('deleteditems')?.items.size, soon).toBe(1);
  const [moved] = desk.store.folder('deleteditems')?.items.keys() ?? [];
  desk.store.move(moved ?? '', 'inbox');
  desk.store.add('inbox', { raw: composeMail(2) });
  await expect.poll(reading.numbers, soon).toEqual(['1', '2']);
  await expect.poll(() => desk.store.folder('inbox')?.items.size, soon).toBe(0);
  expect(await reading.taken()).toHaveLength(2);
});

test.for(['reset', 'cut'] as const)(
  'a connection that breaks in the middle (%s) loses nothing and doubles nothing',
  async (fault) => {
    await using desk = await openDesk({ afterStoring: { action: 'trash' } }, { pageSize: 3 });
    for (let number = 1; number <= 9; number++) desk.store.add('inbox', { raw: composeMail(number) });
    desk.exchange.failWith(({ operation }, before) =>
      before === 0 && ['GetItem', 'DeleteItem'].includes(operation)
        ? fault === 'cut'
          ? { fault }
          : { fault, done: true }
        : undefined,
    );
    await using reading = await desk.read();
    await expect.poll(reading.disposed, { timeout: 60_000 }).toBe(9);
    await expect.poll(() => desk.store.folder('inbox')?.items.size, soon).toBe(0);
    expect(await reading.taken()).toHaveLength(9);
    expect(desk.store.folder('deleteditems')?.items.size).toBe(9);
  },
);
