import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../backend/log.ts';
import { type IncomingServer, incomingServer } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { startMailboxReader } from '../../backend/mail/in/mailbox-reader.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { configureTenant } from '../world/configured-tenant.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';

const password = 'secret';
const users = { 'idle@desk.example': password, 'polled@desk.example': password };
let dovecot: Dovecot;
let withoutIdle: Dovecot;
let world: TestDatabase;

beforeAll(async () => {
  [dovecot, withoutIdle, world] = await Promise.all([
    startDovecot({ users }),
    startDovecot({ users, without: ['IDLE'] }),
    openTestDatabase({ jobs: true }),
  ]);
});

afterAll(async () => {
  await Promise.all([dovecot.stop(), withoutIdle.stop()]);
  await world[Symbol.asyncDispose]();
});

/** Reads a mailbox that is empty, and tells of the commands it was asked by. */
async function read(user: string, server: Dovecot, settings: Partial<IncomingServer>) {
  const incoming = incomingServer.parse({
    protocol: 'imap',
    host: server.host,
    port: server.imapsPort,
    caFile: server.caFile,
    user: `${user}@desk.example`,
    password: '${TEST_PASSWORD}',
    enableDebug: true,
    ...settings,
  });
  const tenant = await configureTenant(world.db, { key: user, incoming });
  const said: string[] = [];
  const log = openLog('info', { write: (line: string) => said.push(line) });
  const locks = openSessionLocks(world.db);
  const reader = startMailboxReader(
    { db: world.db, locks, log, secrets: { resolve: () => password, baseFolder: '/' } },
    { id: tenant.serverId, tenantId: tenant.tenantId, key: 'main', incoming },
  );
  return {
    count: (command: string) =>
      said.filter((line) => new RegExp(`"said":"\\w+ ${command}`).test(line)).length,
    async countTaken() {
      const rows = await world.db.kysely
        .selectFrom('mail')
        .select('id')
        .where('tenant_id', '=', tenant.tenantId)
        .execute();
      return rows.length;
    },
    async [Symbol.asyncDispose]() {
      await reader.stop();
      await locks.stop();
    },
  };
}

test('a mailbox that is quiet for longer than its protocol timeout stays connected and hears of mail at once', async () => {
  await using reading = await read('idle', dovecot, { protocolTimeoutSeconds: 1, pollSeconds: 3600 });
  // The timeout has ended the wait more than once, and each time it was asked for again.
  await expect.poll(() => reading.count('IDLE')).toBeGreaterThan(2);
  await using account = await openImapAccount(dovecot, 'idle@desk.example', password);
  await account.append(composeMail(1));
  await expect.poll(() => reading.countTaken()).toBe(1);
  expect(reading.count('SELECT')).toBe(1);
});

test('the first mail of an empty mailbox is found where the server has no IDLE', async () => {
  await using reading = await read('polled', withoutIdle, { pollSeconds: 1 });
  await expect.poll(() => reading.count('NOOP')).toBeGreaterThan(1);
  await using account = await openImapAccount(withoutIdle, 'polled@desk.example', password);
  await account.append(composeMail(1));
  await expect.poll(() => reading.countTaken()).toBe(1);
  expect(reading.count('SELECT')).toBe(1);
});
