import { type AddressInfo, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IncomingServer, incomingServer } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { configurationChannel } from '../../backend/mail/configuration-changes.ts';
import { startMailIn } from '../../backend/mail/in/mail-in.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';

const first = 'first@desk.example';
const second = 'second@desk.example';
const password = 'secret';
const soon = { timeout: 30_000 };
let dovecot: Dovecot;
let world: TestDatabase;

beforeAll(async () => {
  [dovecot, world] = await Promise.all([
    startDovecot({ users: { [first]: password, [second]: password } }),
    openTestDatabase({ jobs: true }),
  ]);
});

afterAll(async () => {
  await dovecot.stop();
  await world[Symbol.asyncDispose]();
});

function describeServer(user: string, more: Partial<IncomingServer> = {}): IncomingServer {
  return incomingServer.parse({
    protocol: 'imap',
    host: dovecot.host,
    port: dovecot.imapPort,
    security: 'starttls',
    caFile: dovecot.caFile,
    user,
    password: '${TEST_PASSWORD}',
    ...more,
  });
}

async function listTaken({ tenantId }: ConfiguredTenant): Promise<readonly (string | null)[]> {
  const rows = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select('blob.bytes')
    .where('mail.tenant_id', '=', tenantId)
    .orderBy('mail.id')
    .execute();
  return rows.map((row) => readMailNumber(row.bytes));
}

/** As `postroom apply` changes a server: the settings, and the announcement with their commit. */
async function configure(tenant: ConfiguredTenant, incoming: IncomingServer | null): Promise<void> {
  await world.db.transaction('configuration', async (tx) => {
    await tx.sql
      .updateTable('mail_server')
      .set({ incoming: incoming && JSON.stringify(incoming) })
      .where('id', '=', tenant.serverId)
      .execute();
    await sql`select pg_notify(${configurationChannel}, '')`.execute(tx.sql);
  });
}

test('mailboxes are read as the configuration comes to name them, changes them and leaves them out', async () => {
  const tenant = await configureTenant(world.db, { key: 'desk' });
  const locks = openSessionLocks(world.db);
  const mailIn = startMailIn({
    db: world.db,
    locks,
    log: pino({ level: 'silent' }),
    secrets: { resolve: () => password, baseFolder: '/' },
  });
  await using firstAccount = await openImapAccount(dovecot, first, password);
  await using secondAccount = await openImapAccount(dovecot, second, password);
  await firstAccount.append(composeMail('first-1'));
  await secondAccount.append(composeMail('second-1'));

  await configure(tenant, describeServer(first));
  await expect.poll(() => listTaken(tenant), soon).toEqual(['first-1']);

  await configure(tenant, describeServer(first, { afterStoring: { action: 'move', folder: 'Processed' } }));
  await firstAccount.append(composeMail('first-2'));
  await expect
    .poll(async () => (await firstAccount.list('INBOX')).map(({ raw }) => readMailNumber(raw)), soon)
    .toEqual(['first-1']);

  await configure(tenant, describeServer(second));
  await expect.poll(() => listTaken(tenant), soon).toEqual(['first-1', 'first-2', 'second-1']);

  // Outbound only (M12): nothing is read, and the mailbox is free for another reader.
  await configure(tenant, null);
  const others = openSessionLocks(world.db);
  await expect
    .poll(async () => (await others.tryLock(`mailbox:${tenant.serverId}`)) !== null, soon)
    .toBe(true);
  await secondAccount.append(composeMail('second-2'));
  await others.stop();

  await configure(tenant, describeServer(second));
  await expect.poll(() => listTaken(tenant), soon).toEqual(['first-1', 'first-2', 'second-1', 'second-2']);

  // The same mailbox by another name: its mails are known by their content.
  await configure(tenant, describeServer(second, { host: '127.0.0.1' }));
  await secondAccount.append(composeMail('second-3'));
  await expect.poll(async () => (await listTaken(tenant)).at(-1), soon).toBe('second-3');
  expect(await listTaken(tenant)).toHaveLength(5);
  await mailIn.stop();
  await locks.stop();
});

test('many mailboxes of one host are not all connected at the same moment', async () => {
  const connected = new Set<Socket>();
  let most = 0;
  const silent = createServer((socket) => {
    connected.add(socket);
    most = Math.max(most, connected.size);
    socket.on('error', () => undefined).on('close', () => connected.delete(socket));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const tenant = await configureTenant(world.db, { key: 'many' });
  const incoming = JSON.stringify(describeServer(first, { host: '127.0.0.1', port, security: 'none' }));
  const keys = ['one', 'two', 'three', 'four', 'five', 'six'];
  await world.db.kysely
    .insertInto('mail_server')
    .values(keys.map((key) => ({ tenant_id: tenant.tenantId, key, incoming })))
    .execute();
  const locks = openSessionLocks(world.db);
  const mailIn = startMailIn(
    {
      db: world.db,
      locks,
      log: pino({ level: 'silent' }),
      secrets: { resolve: () => password, baseFolder: '/' },
    },
    { all: 50, perHost: 2, longest: 600_000 },
  );
  for (const _ of keys) {
    await expect.poll(() => connected.size, soon).toBe(2);
    // The next comes only now that one has ended.
    for (const socket of [...connected].slice(0, 1)) socket.destroy();
  }
  expect(most).toBe(2);
  await mailIn.stop();
  await locks.stop();
  silent.close();
});
