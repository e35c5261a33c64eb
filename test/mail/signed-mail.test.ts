import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendingSettings } from '../../contract/domain/configuration.ts';
import { outgoingServer } from '../../contract/domain/mail-server.ts';
import type { AgentId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import type { Lookup } from '../../backend/mail/authentication/dns-lookups.ts';
import { openSessionLocks, type SessionLocks } from '../../backend/mail/session-locks.ts';
import { openSigner } from '../../backend/mail/signing/signer.ts';
import { readSigningKey } from '../../backend/mail/signing/signing-key.ts';
import { readOutgoing } from '../../backend/mail/outbox/publish-outgoing.ts';
import { sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { composeMail } from '../../backend/replies/compose-mail.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import { startExim, type Exim } from '../world/exim.ts';
import { addAgent, queueReply } from '../world/queue-reply.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';

const pems: Readonly<Record<string, string>> = {
  '${RSA_KEY}': generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  '${ED25519_KEY}': generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
};
const recordOf = (reference: string) => readSigningKey(pems[reference] ?? '').record;

let world: TestDatabase;
let locks: SessionLocks;
let sink: SmtpSink;
let exim: Exim;
let tenant: ConfiguredTenant;
let agentId: AgentId;
let records: Readonly<Record<string, string>>;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  locks = openSessionLocks(world.db);
  sink = await startSmtpSink();
  exim = await startExim({
    user: 'desk',
    password: 'secret',
    localDomain: 'local.example',
    lmtpPort: 9,
    relayPort: sink.port,
  });
  tenant = await configureTenant(world.db, {
    outgoing: outgoingServer.parse({
      protocol: 'smtp',
      host: exim.host,
      port: exim.smtpPort,
      security: 'starttls',
      caFile: exim.caFile,
      user: 'desk',
      password: '${PASSWORD}',
    }),
  });
  agentId = await addAgent(world.db, tenant);
});
afterAll(async () => {
  await exim.stop();
  await sink.stop();
  await locks.stop();
  await world[Symbol.asyncDispose]();
});

const lookup: Lookup = (name) => {
  const found = records[name];
  return found === undefined
    ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))
    : Promise.resolve([[found]]);
};

async function configure(domains: readonly object[]): Promise<void> {
  const sending = JSON.stringify(sendingSettings.parse({ domains }));
  await world.db.kysely.updateTable('tenant').set({ sending }).where('id', '=', tenant.tenantId).execute();
}

const resolve = (reference: string): string => pems[reference] ?? 'secret';

let number = 0;
async function send() {
  const { raw } = await composeMail({
    from: { name: 'Café Zürich', address: 'help@desk.example' },
    to: [{ name: 'Åsa', address: 'asa@customer.example' }],
    cc: [],
    subject: 'Votre commande est arrivée, 注文番号12345の件です。 A subject that is long enough to be folded',
    date: new Date(),
    messageId: `${++number}@desk.example`,
    inReplyTo: 'original@customer.example',
    references: ['first@customer.example', 'original@customer.example'],
    html: '<p>Bonjour,</p><p>.</p><p>From the beginning: café   ok</p>',
    culture: 'fr-FR',
    parts: [{ name: 'été.pdf', type: 'application/pdf', bytes: Buffer.alloc(5000, 7), contentId: null }],
  });
  const id = await queueReply(world.db, tenant, agentId, {
    number,
    raw: raw.toString('latin1'),
    to: ['asa@customer.example'],
  });
  const tools = {
    db: world.db,
    locks,
    log: pino({ level: 'silent' }),
    secrets: { resolve, baseFolder: '/' },
  };
  const signer = openSigner({ db: world.db, resolveSecret: resolve, lookup });
  await sendOutgoing({ ...tools, signer }, { outgoingId: id });
  return readOutgoing(world.db.kysely, id);
}

test('mail signed with both kinds of key is verified by others after a real server has passed it on', async () => {
  records = {
    'r._domainkey.desk.example': recordOf('${RSA_KEY}'),
    'e._domainkey.desk.example': recordOf('${ED25519_KEY}'),
  };
  await configure([
    { domain: 'desk.example', selector: 'r', privateKey: '${RSA_KEY}', holdUntilPublished: true },
    { domain: 'desk.example', selector: 'e', privateKey: '${ED25519_KEY}' },
    { domain: 'other.example', selector: 'o', privateKey: '${MISSING}' },
  ]);
  expect(await send()).toMatchObject({ state: 'accepted' });
  await sink.waitFor(1);
  const message = sink.messages[0];
  if (!message) throw new Error('nothing arrived');
  expect(message.raw.toString('latin1')).toMatch(/^Received: from .*by mx\.local\.example/s);
  const { results } = await dkimVerify(message.raw, { resolver: lookup, strict: true });
  expect(
    results.map(({ selector, algo, status }) => [selector, algo, status.result, status.aligned]),
  ).toEqual([
    ['r', 'rsa-sha256', 'pass', 'desk.example'],
    ['e', 'ed25519-sha256', 'pass', 'desk.example'],
  ]);
  const forged = Buffer.concat([Buffer.from('Reply-To: evil@evil.example\r\n'), message.raw]);
  const changed = await dkimVerify(forged, { resolver: lookup });
  expect(changed.results.map(({ status }) => status.result)).toEqual(['fail', 'fail']);
});

test('a domain that is to wait for its key waits, says why, and sends once the key is there', async () => {
  records = {};
  await configure([
    { domain: 'desk.example', selector: 'r', privateKey: '${RSA_KEY}', holdUntilPublished: true },
  ]);
  const before = sink.messages.length;
  const waiting = await send();
  expect(waiting?.state).toBe('queued');
  expect(waiting?.lastError).toContain(
    'Mail of desk.example waits: its key is not published, r._domainkey.desk.example does not exist.',
  );
  records = { 'r._domainkey.desk.example': recordOf('${ED25519_KEY}') };
  expect((await send())?.lastError).toContain('holds another key');
  expect(sink.messages).toHaveLength(before);
});

test('a key that cannot be used keeps the mail waiting and names the key, not its content', async () => {
  await configure([{ domain: 'desk.example', selector: 'r', privateKey: '${BROKEN}' }]);
  const waiting = await send();
  expect(waiting?.state).toBe('queued');
  expect(waiting?.lastError).toContain('the key of the selector r, ${BROKEN}, cannot be used');
});

const silent: Lookup = () => Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' }));

test('where the name system is silent mail leaves, signed', async () => {
  await configure([
    { domain: 'desk.example', selector: 'r', privateKey: '${RSA_KEY}', holdUntilPublished: true },
  ]);
  records = new Proxy({}, { get: () => undefined });
  const signer = openSigner({
    db: world.db,
    resolveSecret: (reference) => pems[reference] ?? '',
    lookup: silent,
  });
  const signed = await signer.sign(
    tenant.tenantId,
    Buffer.from('From: help@sub.desk.example\r\n\r\nHello\r\n'),
  );
  expect(signed.toString()).toMatch(/^DKIM-Signature: .*d=desk\.example;/);
});
