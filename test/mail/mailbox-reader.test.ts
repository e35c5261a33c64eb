import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IncomingServer, incomingServer } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { type MailboxReader, startMailboxReader } from '../../backend/mail/in/mailbox-reader.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';

const password = 'secret';
const users = [
  'seen',
  'move',
  'trash',
  'delete',
  'keep',
  'large',
  'twins',
  'renumber',
  'idle',
  'foreign',
  'two',
  'bare',
];
let dovecot: Dovecot;
let bare: Dovecot;
let world: TestDatabase;

beforeAll(async () => {
  const accounts = Object.fromEntries(users.map((user) => [`${user}@desk.example`, password]));
  [dovecot, bare, world] = await Promise.all([
    startDovecot({ users: accounts }),
    startDovecot({ users: accounts, without: ['UIDPLUS', 'MOVE', 'IDLE'] }),
    openTestDatabase({ jobs: true }),
  ]);
});

afterAll(async () => {
  await Promise.all([dovecot.stop(), bare.stop()]);
  await world[Symbol.asyncDispose]();
});

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };

interface Reading extends AsyncDisposable {
  readonly tenant: ConfiguredTenant;
  readonly reader: MailboxReader;
}

function describeServer(user: string, settings: Partial<IncomingServer>, server: Dovecot): IncomingServer {
  return incomingServer.parse({
    protocol: 'imap',
    host: server.host,
    port: server.imapsPort,
    security: 'ssl',
    caFile: server.caFile,
    user: `${user}@desk.example`,
    password: '${TEST_PASSWORD}',
    ...settings,
  });
}

function read(tenant: ConfiguredTenant, incoming: IncomingServer): Reading {
  const locks = openSessionLocks(world.db);
  const reader = startMailboxReader(
    {
      db: world.db,
      locks,
      log: pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }),
      secrets: { resolve: () => password, baseFolder: '/' },
    },
    { id: tenant.serverId, tenantId: tenant.tenantId, key: 'main', incoming },
  );
  return {
    tenant,
    reader,
    async [Symbol.asyncDispose]() {
      await reader.stop();
      await locks.stop();
    },
  };
}

async function startReading(
  user: string,
  settings: Partial<IncomingServer> = {},
  server: Dovecot = dovecot,
): Promise<Reading> {
  const incoming = describeServer(user, settings, server);
  return read(await configureTenant(world.db, { key: user, incoming }), incoming);
}

async function listTaken({ tenantId }: ConfiguredTenant) {
  const rows = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select(['mail.id', 'blob.bytes', 'mail.origin'])
    .where('mail.tenant_id', '=', tenantId)
    .orderBy('mail.id')
    .execute();
  return rows.map((row) => ({ ...row, number: readMailNumber(row.bytes) }));
}

const taken = async (reading: Reading) => (await listTaken(reading.tenant)).map((mail) => mail.number);

async function countDisposed({ tenant }: Reading): Promise<number> {
  const rows = await world.db.kysely
    .selectFrom('mailbox_message')
    .select('uid')
    .where('mail_server_id', '=', tenant.serverId)
    .where('disposed_at', 'is not', null)
    .execute();
  return rows.length;
}

async function readProblem({ tenant }: Reading) {
  return world.db.kysely
    .selectFrom('connection_health')
    .select(['state', 'problem'])
    .where('mail_server_id', '=', tenant.serverId)
    .executeTakeFirst();
}

const openAccount = (user: string, server: Dovecot = dovecot) =>
  openImapAccount(server, `${user}@desk.example`, password);

test('mails are stored byte for byte and then marked as read', async () => {
  await using account = await openAccount('seen');
  const raw = composeMail(1, { headers: ['X-Bytes: \xe9\xff'] });
  await account.append(Buffer.from(raw, 'latin1'));
  await account.append(composeMail(2));
  await using reading = await startReading('seen');
  await expect.poll(() => countDisposed(reading), soon).toBe(2);
  const mails = await listTaken(reading.tenant);
  expect(mails.map((mail) => mail.number)).toEqual(['1', '2']);
  expect(mails[0]?.bytes.toString('latin1')).toBe(raw);
  expect(mails[0]?.origin).toEqual({ via: 'imap', server: 'main', account: 'seen@desk.example' });
  expect((await account.list()).map((entry) => entry.flags)).toEqual([['\\Seen'], ['\\Seen']]);
  await expect.poll(() => readProblem(reading), soon).toEqual({ state: 'connected', problem: null });
});

test.for([
  ['move', { action: 'move', folder: 'Processed' }, 'Processed'],
  ['trash', { action: 'trash' }, 'Trash'],
] as const)('after %s the mails lie in the folder', async ([user, afterStoring, folder]) => {
  await using account = await openAccount(user);
  for (let number = 1; number <= 3; number++) await account.append(composeMail(number));
  await using reading = await startReading(user, { afterStoring });
  await expect.poll(() => countDisposed(reading), soon).toBe(3);
  expect(await account.list()).toEqual([]);
  expect((await account.list(folder)).map((entry) => readMailNumber(entry.raw))).toEqual(['1', '2', '3']);
});

test('after delete only the stored mails are gone: what others marked survives', async () => {
  await using account = await openAccount('delete');
  // Too large to be taken in, so that it stays; and marked by somebody else.
  const foreign = await account.append(composeMail('foreign', { atLeastBytes: 4000 }));
  await account.flag(foreign, '\\Deleted');
  await account.append(composeMail(1));
  await using reading = await startReading('delete', {
    afterStoring: { action: 'delete' },
    maximumMessageBytes: 2048,
  });
  await expect.poll(() => countDisposed(reading), soon).toBe(2);
  expect((await account.list()).map((entry) => entry.uid)).toEqual([foreign]);
});

test('a mail over the limit is taken in by its headers and says so', async () => {
  await using account = await openAccount('large');
  await account.append(composeMail('huge', { atLeastBytes: 60_000 }));
  await account.append(composeMail('small'));
  await using reading = await startReading('large', { maximumMessageBytes: 10_000 });
  await expect.poll(() => taken(reading), soon).toHaveLength(2);
  const huge = (await listTaken(reading.tenant)).find((mail) => mail.number === 'huge');
  expect(huge?.origin).toMatchObject({ problem: expect.stringContaining('only its headers were read') });
  expect(huge?.bytes.toString()).toMatch(/^From: [^]*\r\n\r\n$/);
  const flags = (await account.list()).map((entry) => [readMailNumber(entry.raw), entry.flags]);
  expect(flags).toEqual([
    ['huge', []],
    ['small', ['\\Seen']],
  ]);
});

test('equal bytes under two UIDs are one mail, also at the next start', async () => {
  await using account = await openAccount('twins');
  await account.append(composeMail(1));
  await account.append(composeMail(1));
  const incoming = describeServer('twins', { afterStoring: { action: 'keep' } }, dovecot);
  const tenant = await configureTenant(world.db, { key: 'twins', incoming });
  {
    await using reading = read(tenant, incoming);
    await expect.poll(() => taken(reading), soon).toEqual(['1']);
    await account.append(composeMail(1));
    await account.append(composeMail(2));
    await expect.poll(() => taken(reading), soon).toEqual(['1', '2']);
  }
  await using again = read(tenant, incoming);
  await account.append(composeMail(2));
  await account.append(composeMail(3));
  await expect.poll(() => taken(again), soon).toEqual(['1', '2', '3']);
  const { rows } = await world.db.pool.query<{ detail: unknown }>(
    `select detail from audit where action = 'mail.repeated' and tenant_id = $1`,
    [tenant.tenantId],
  );
  expect(rows).toHaveLength(3);
});

test('after a change of UIDVALIDITY each known mail is recognised once, and new ones are taken in', async () => {
  const incoming = describeServer('renumber', {}, dovecot);
  const tenant = await configureTenant(world.db, { key: 'renumber', incoming });
  {
    await using account = await openAccount('renumber');
    for (const number of [1, 2, 2, 3]) await account.append(composeMail(number));
    await using reading = read(tenant, incoming);
    await expect.poll(() => countDisposed(reading), soon).toBe(4);
  }
  await dovecot.renumber('renumber@desk.example');
  await using account = await openAccount('renumber');
  // A third time the same bytes.
  await account.append(composeMail(2));
  await account.append(composeMail(4));
  await using reading = read(tenant, incoming);
  await expect.poll(() => countDisposed(reading), soon).toBe(10);
  expect((await taken(reading)).toSorted((a, b) => Number(a) - Number(b))).toEqual(['1', '2', '3', '4']);
});

test('a mail that comes while the mailbox is watched is taken in at once', async () => {
  await using reading = await startReading('idle', { pollSeconds: 3600 });
  await expect.poll(() => readProblem(reading), soon).toMatchObject({ state: 'connected' });
  await using account = await openAccount('idle');
  for (let number = 1; number <= 5; number++) {
    await account.append(composeMail(number));
    await expect.poll(() => taken(reading), soon).toHaveLength(number);
  }
});

test('without UIDPLUS and MOVE nothing is expunged: the mails stay, and the reason is said', async () => {
  await using account = await openAccount('bare', bare);
  const foreign = await account.append(composeMail('foreign'));
  await account.flag(foreign, '\\Deleted');
  await account.append(composeMail(1));
  await using reading = await startReading(
    'bare',
    { afterStoring: { action: 'delete' }, pollSeconds: 1 },
    bare,
  );
  await expect
    .poll(() => readProblem(reading))
    .toMatchObject({
      state: 'connected',
      problem: expect.stringContaining('lacks UIDPLUS'),
    });
  await account.append(composeMail(2));
  await expect.poll(() => taken(reading), soon).toEqual(['foreign', '1', '2']);
  expect(await account.list()).toHaveLength(3);
});

test('of two backends on one mailbox one reads, and the other takes over', async () => {
  const incoming = describeServer('two', { afterStoring: { action: 'keep' } }, dovecot);
  const tenant = await configureTenant(world.db, { key: 'two', incoming });
  await using account = await openAccount('two');
  const first = read(tenant, incoming);
  await expect.poll(() => readProblem(first), soon).toMatchObject({ state: 'connected' });
  await using second = read(tenant, incoming);
  for (let number = 1; number <= 20; number++) await account.append(composeMail(number));
  await expect.poll(() => taken(first), soon).toHaveLength(20);
  await first[Symbol.asyncDispose]();
  await account.append(composeMail(21));
  await expect.poll(() => taken(second), soon).toHaveLength(21);
});
