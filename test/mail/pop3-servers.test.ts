import { afterAll, beforeAll, expect, test } from 'vitest';
import { pop3Server } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import type { ConfiguredTenant } from '../world/configured-tenant.ts';
import { composeMail } from '../world/mail-samples.ts';
import { type MailboxReading, readMailbox } from '../world/mailbox-reading.ts';
import { type Pop3StandIn, several, type StandInMail, startPop3StandIn } from '../world/pop3-stand-in.ts';

let world: TestDatabase;
beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});
afterAll(() => world[Symbol.asyncDispose]());

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };
const deleting = { afterStoring: { action: 'delete' } };
let count = 0;

async function read(
  server: Pop3StandIn,
  settings: Readonly<Record<string, unknown>> = {},
  tenant?: ConfiguredTenant,
): Promise<MailboxReading> {
  const incoming = pop3Server.parse({
    protocol: 'pop3',
    host: server.host,
    port: server.port,
    security: 'none',
    user: 'help@desk.example',
    password: '${TEST_PASSWORD}',
    pollSeconds: 1,
    ...settings,
  });
  count += 1;
  return readMailbox(world, incoming, tenant ? { tenant } : { key: `desk-${count}` });
}

const mail = (uid: string, number: number | string = uid): StandInMail => ({ uid, raw: composeMail(number) });

/** Resolves when the mailbox was looked into so many more times. */
async function looked({ commands }: Pop3StandIn, times = 2): Promise<void> {
  const uidls = (): number => commands.filter((command) => command === 'UIDL').length;
  const before = uidls();
  await expect.poll(uidls, soon).toBeGreaterThanOrEqual(before + times);
}

const countOf = ({ commands }: Pop3StandIn, command: string): number =>
  commands.filter((one) => one === command).length;

test('a connection that breaks before the mailbox is told to delete loses no mail and doubles none', async () => {
  const broken = new Set<string>();
  await using server = await startPop3StandIn({
    mails: [mail('a'), mail('b')],
    answer(line, { socket }) {
      // Once before each of them: read, not yet deleted; marked; deleted or not, who knows.
      if (!['RETR 2', 'DELE 1', 'DELE 2', 'QUIT'].includes(line) || broken.has(line)) return null;
      broken.add(line);
      socket().destroy();
      return '';
    },
  });
  await using reading = await read(server, deleting);
  await expect.poll(() => server.mails, soon).toEqual([]);
  await expect.poll(reading.disposed, soon).toBe(2);
  expect(await reading.numbers()).toEqual(['a', 'b']);
  expect(broken.size).toBe(4);
});

test('a mailbox whose mails were deleted though the answer was lost is not missed', async () => {
  let lost = false;
  await using server = await startPop3StandIn({
    mails: [mail('a')],
    answer(line, { socket }) {
      if (line !== 'QUIT' || lost) return null;
      lost = true;
      server.mails.splice(0);
      socket().destroy();
      return '';
    },
  });
  await using reading = await read(server, deleting);
  await expect.poll(reading.disposed, soon).toBe(1);
  server.mails.push(mail('b'));
  await expect.poll(reading.disposed, soon).toBe(2);
  expect(await reading.numbers()).toEqual(['a', 'b']);
});

test('a unique id that the server gives to another mail after a crash deletes nothing unread', async () => {
  let quits = 0;
  await using server = await startPop3StandIn({
    mails: [mail('1', 'first')],
    answer(line, { socket }) {
      if (line !== 'QUIT') return null;
      quits += 1;
      if (quits > 1) return null;
      server.mails.splice(0, 1, mail('1', 'second'));
      socket().destroy();
      return '';
    },
  });
  await using reading = await read(server, deleting);
  await expect.poll(() => server.mails, soon).toEqual([]);
  await expect.poll(reading.numbers, soon).toEqual(['first', 'second']);
  server.mails.push(mail('1', 'third'));
  await expect.poll(reading.numbers, soon).toEqual(['first', 'second', 'third']);
});

test('with numbers for unique ids each mail is taken in once though all of them move up', async () => {
  await using server = await startPop3StandIn({
    mails: [1, 2, 3].map((n) => ({ uid: String(n), raw: composeMail(n, { atLeastBytes: n * 1000 }) })),
  });
  await using reading = await read(server);
  await expect.poll(reading.numbers, soon).toHaveLength(3);
  await looked(server);
  server.mails.shift();
  server.mails.push({ uid: '', raw: composeMail(4) });
  server.mails.forEach(({ raw }, index) => server.mails.splice(index, 1, { uid: String(index + 1), raw }));
  await expect.poll(reading.numbers, soon).toHaveLength(4);
  await looked(server);
  expect(await reading.numbers()).toEqual(['1', '2', '3', '4']);
});

test('mails with one unique id, and without, are told apart by their content', async () => {
  await using server = await startPop3StandIn({
    mails: [mail('same', 1), mail('same', 2), mail('same', 2), mail('', 3), mail('own', 4)],
  });
  const reading = await read(server);
  await expect.poll(reading.numbers, soon).toEqual(['1', '2', '3', '4']);
  const reads = countOf(server, 'RETR 1');
  await looked(server);
  // As long as the list is the same they are not read again.
  expect(countOf(server, 'RETR 1')).toBe(reads);
  server.mails.splice(0, 1);
  server.mails.push(mail('same', 5));
  await expect.poll(reading.numbers, soon).toHaveLength(5);
  await reading.stop();
  // Alone with its unique id one of them is still the one that it was.
  server.mails.splice(0, 2);
  await using again = await read(server, deleting, reading.tenant);
  server.mails.push(mail('late', 6));
  await expect.poll(() => server.mails.map(({ uid }) => uid), soon).not.toContain('late');
  expect(await again.numbers()).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a mail that the server does not give, or that breaks the connection, keeps no other waiting', async () => {
  await using server = await startPop3StandIn({
    mails: [mail('refused'), mail('deadly'), mail('good')],
    answer(line, { socket }) {
      if (line === 'RETR 1') return '-ERR [SYS/PERM] message is damaged\r\n';
      if (line !== 'RETR 2') return null;
      socket().end('+OK\r\nFrom: somebody@example.com\r\nSubj');
      return '';
    },
  });
  await using reading = await read(server);
  await expect.poll(reading.numbers, soon).toEqual(['good']);
  await expect.poll(reading.health, soon).toMatchObject({ state: 'failing' });
  server.mails.push(mail('later'));
  await expect.poll(reading.numbers, soon).toEqual(['good', 'later']);
  server.mails.splice(1, 1);
  await expect
    .poll(reading.health, soon)
    .toMatchObject({ state: 'connected', problem: expect.stringContaining('message is damaged') });
  server.mails.splice(0, 1);
  await expect.poll(reading.health, soon).toEqual({ state: 'connected', problem: null });
});

test('sizes that the server says wrong harm nothing, and a mail without end is cut', async () => {
  await using server = await startPop3StandIn({
    mails: [
      { uid: 'endless', raw: '', size: 1 },
      { ...mail('much'), size: 1 },
      { ...mail('little'), size: 5_000_000 },
      { ...mail('fine'), size: 0 },
    ],
    capabilities: ['UIDL', 'USER'],
    answer(line, { socket }) {
      if (line !== 'RETR 1') return null;
      const pour = (): void => {
        const filling = 'The quick brown fox jumps over the lazy dog.\r\n'.repeat(200);
        while (!socket().destroyed && socket().write(filling));
        if (!socket().destroyed) socket().once('drain', pour);
      };
      socket().write(`+OK\r\n${composeMail('endless')}`);
      pour();
      return '';
    },
  });
  await using reading = await read(server, { ...deleting, maximumMessageBytes: 1_000_000 });
  await expect.poll(reading.disposed, soon).toBe(4);
  expect(await reading.numbers()).toEqual(['endless', 'fine', 'little', 'much']);
  const endless = (await reading.taken()).find(({ number }) => number === 'endless');
  expect(endless?.origin).toMatchObject({ problem: expect.stringContaining('is larger than') });
  expect(endless?.bytes.length).toBeLessThan(1000);
  await expect.poll(() => server.mails.map(({ uid }) => uid), soon).toEqual(['endless']);
});

test.for([
  ['refuses to', (line: string) => (line.startsWith('DELE') ? '-ERR not allowed\r\n' : null), 'not allowed'],
  ['says so and does not', (line: string) => (line.startsWith('DELE') ? '+OK\r\n' : null), 'there again'],
] as const)('mails that the server %s delete are named, and taken in once', async ([, answer, said]) => {
  await using server = await startPop3StandIn({ mails: [mail('a'), mail('b')], answer });
  await using reading = await read(server, deleting);
  await expect.poll(reading.health, soon).toMatchObject({
    state: 'connected',
    problem: expect.stringContaining(said),
  });
  const reads = countOf(server, 'RETR 1');
  await looked(server);
  expect(countOf(server, 'RETR 1')).toBe(reads);
  server.mails.push(mail('c'));
  await expect.poll(reading.numbers, soon).toEqual(['a', 'b', 'c']);
});

test('an empty list of a confused server costs nothing but reading again', async () => {
  let confused = false;
  await using server = await startPop3StandIn({
    mails: [mail('a'), mail('b')],
    answer: (line) => (confused && /^(UIDL|LIST)$/.test(line) ? several('') : null),
  });
  await using reading = await read(server);
  await expect.poll(reading.numbers, soon).toHaveLength(2);
  confused = true;
  await looked(server);
  confused = false;
  server.mails.push(mail('c'));
  await expect.poll(reading.numbers, soon).toHaveLength(3);
  await looked(server);
  expect(await reading.numbers()).toEqual(['a', 'b', 'c']);
});

test('what a server without UIDL lacks is said', async () => {
  await using server = await startPop3StandIn({
    mails: [mail('a')],
    capabilities: null,
    answer: (line) => (line === 'UIDL' ? '-ERR unknown command\r\n' : null),
  });
  await using reading = await read(server);
  await expect.poll(reading.health, soon).toMatchObject({
    state: 'failing',
    problem: expect.stringMatching(/has no command UIDL \(“unknown command”\).* IMAP/),
  });
});

test('a locked mailbox is waited for', async () => {
  let locked = true;
  await using server = await startPop3StandIn({
    mails: [mail('a')],
    capabilities: ['USER', 'UIDL', 'RESP-CODES'],
    answer: (line) => (locked && line.startsWith('PASS') ? '-ERR [IN-USE] somebody reads it\r\n' : null),
  });
  await using reading = await read(server);
  await expect.poll(reading.health, soon).toMatchObject({
    state: 'failing',
    problem: expect.stringContaining('is locked by another session'),
  });
  locked = false;
  await expect.poll(reading.numbers, soon).toEqual(['a']);
  await expect.poll(reading.health, soon).toEqual({ state: 'connected', problem: null });
});

test('between two sign-ins lies as much time as the server wants', async () => {
  let last = 0;
  let refused = 0;
  await using server = await startPop3StandIn({
    mails: [mail('a')],
    capabilities: ['USER', 'UIDL', 'LOGIN-DELAY 2'],
    answer(line) {
      if (!line.startsWith('PASS')) return null;
      const isTooEarly = Date.now() - last < 2000;
      last = Date.now();
      if (isTooEarly) refused += 1;
      return isTooEarly ? '-ERR [LOGIN-DELAY] minimum time between mail checks violation\r\n' : null;
    },
  });
  await using reading = await read(server);
  await looked(server, 3);
  expect(refused).toBe(0);
  expect(await reading.health()).toEqual({ state: 'connected', problem: null });
});

test('what a server notes in the headers of mails that were read makes no other mails of them', async () => {
  let quits = 0;
  await using server = await startPop3StandIn({
    mails: [mail('a'), mail('b')],
    answer(line, { socket }) {
      if (line !== 'QUIT') return null;
      quits += 1;
      if (quits > 1) return null;
      const noted = server.mails.map(({ uid, raw }) => ({ uid, raw: `Status: RO\r\n${raw}` }));
      server.mails.splice(0, 2, ...noted);
      socket().destroy();
      return '';
    },
  });
  await using reading = await read(server, deleting);
  await expect.poll(() => server.mails, soon).toEqual([]);
  await expect.poll(reading.disposed, soon).toBe(2);
  expect(await reading.numbers()).toEqual(['a', 'b']);
  expect((await reading.taken()).every(({ bytes }) => bytes.toString().startsWith('From:'))).toBe(true);
});
