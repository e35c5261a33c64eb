import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailId, TenantId } from '../../contract/domain/ids.ts';
import { readMessages } from '../archive/message-rows.ts';
import { type TestDatabase, openTestDatabase } from '../db/test-database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { authenticateMail } from '../mail/authentication/authenticate-mail.ts';
import type { Authenticator } from '../mail/authentication/authenticator.ts';
import type { Lookup } from '../mail/authentication/dns-lookups.ts';
import { type MailReader, createMailReader } from '../mail/mime/mail-reader.ts';
import { receiveMail } from '../mail/receive.ts';
import { authenticateReceived, openTrustDirectory } from './authenticate-received.ts';
import { readRaws } from './read-raw.ts';
import { queueMails } from './take-in.ts';
import { readStored } from './test-intake.ts';

let world: TestDatabase;
let reader: MailReader;
let tenantId: TenantId;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  reader = createMailReader({ threads: 1 });
  const { rows } = await sql<{ id: TenantId }>`
    with t as (insert into tenant (key, name, culture) values ('t', 'T', 'en-US') returning id),
      m as (insert into mail_server (tenant_id, key, incoming)
        select id, key, incoming::jsonb from t, (values
          ('main', '{"protocol":"imap","authservId":"mx.us.example"}'),
          ('other', '{"protocol":"imap","authservId":"mx.other.example"}')) v(key, incoming)),
      g as (insert into service_group (tenant_id, key, name, culture, unrouted, email)
        select id, 'unrouted', 'Unrouted', 'en-US', true, 'help@modern.example' from t)
    select id from t`.execute(world.db.kysely);
  const [tenant] = rows;
  if (!tenant) throw new Error('no tenant');
  tenantId = tenant.id;
});
afterAll(async () => {
  await reader.stop();
  await world[Symbol.asyncDispose]();
});

const records: Readonly<Record<string, string>> = {
  'customer.example': 'v=spf1 ip4:192.0.2.1 -all',
  '_dmarc.customer.example': 'v=DMARC1; p=reject',
};
const lookup: Lookup = (name, type) => {
  const found = type === 'TXT' ? records[name] : undefined;
  return found === undefined
    ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))
    : Promise.resolve([[found]]);
};
const authenticator: Authenticator = {
  check: (raw, circumstances) => authenticateMail(Buffer.from(raw), circumstances, lookup),
  stop: () => Promise.resolve(),
};

async function takeIn(raw: string, origin: MailOrigin) {
  const id: MailId = await world.db.transaction('system', (tx) =>
    receiveMail(tx, { tenantId, raw: Buffer.from(raw), origin }),
  );
  const tools = { authenticator, directory: openTrustDirectory(world.db) };
  const [stored] = await readRaws(world.db, [id]);
  const authentication = stored ? await authenticateReceived(tools, stored) : null;
  const mail = await readStored(world.db, reader, id);
  if (mail) await queueMails(world.db, [{ ...mail, authentication }]);
  const [message] = await readMessages(world.db.kysely, [id]);
  return message?.authentication;
}

const plain = 'From: Ann <ann@customer.example>\r\nTo: help@modern.example\r\n\r\nHello';
const handedOver = (client: string): Extract<MailOrigin, { via: 'smtp' }> => ({
  via: 'smtp',
  sender: 'ann@customer.example',
  recipients: ['help@modern.example'],
  client,
  helo: 'mail.customer.example',
});

test('mail handed over by SMTP is judged by its peer, and the verdict is kept with it', async () => {
  expect(await takeIn(plain, handedOver('192.0.2.1'))).toMatchObject({
    verdict: 'authentic',
    spf: { result: 'pass', domain: 'customer.example' },
  });
  expect(await takeIn(plain, handedOver('198.51.100.1'))).toMatchObject({ verdict: 'forged' });
});

const said = (id: string) =>
  `Authentication-Results: ${id}; spf=pass smtp.mailfrom=ann@customer.example\r\n${plain}`;

test('mail fetched from a mailbox is judged by the word of the server that the mailbox is on, and no other', async () => {
  const fetched: MailOrigin = { via: 'imap', server: 'main', account: 'help@modern.example' };
  expect(await takeIn(said('mx.us.example'), fetched)).toMatchObject({
    verdict: 'authentic',
    server: { name: 'mx.us.example' },
  });
  expect(await takeIn(said('mx.other.example'), fetched)).toMatchObject({
    verdict: 'doubtful',
    server: null,
  });
});

test('mail that a relay of ours brings is judged by whom the relay had it from, and by the word of the relay', async () => {
  const relay = { address: '203.0.113.25', authservId: 'relay.us.example' };
  const forwarded = { ...handedOver('198.51.100.1'), relay };
  expect(await takeIn(plain, { ...forwarded, client: '192.0.2.1' })).toMatchObject({
    verdict: 'authentic',
    spf: { result: 'pass' },
    server: null,
  });
  expect(await takeIn(plain, forwarded)).toMatchObject({ verdict: 'forged' });
  expect(await takeIn(said('relay.us.example'), forwarded)).toMatchObject({
    verdict: 'authentic',
    server: { name: 'relay.us.example' },
  });
  expect(await takeIn(said('mx.unknown.example'), forwarded)).toMatchObject({
    verdict: 'forged',
    server: null,
  });
  // The relay does not say: nothing is known, and nothing is held against it.
  expect(await takeIn(plain, { ...forwarded, client: null })).toMatchObject({
    verdict: 'doubtful',
    spf: null,
  });
});

test('a stranger’s claim to be checked by our relay is not believed', async () => {
  expect(await takeIn(said('relay.us.example'), handedOver('198.51.100.1'))).toMatchObject({
    verdict: 'forged',
    server: null,
  });
});

test('a large mail without signature is judged by its header', async () => {
  expect(await takeIn(`${plain}${'x'.repeat(200_000)}`, handedOver('192.0.2.1'))).toMatchObject({
    verdict: 'authentic',
  });
});

test('a stranger who spells our own domain is named', async () => {
  const spelt = plain.replace('ann@customer', 'help@rnodem').replace('customer', 'x');
  expect(await takeIn(spelt, handedOver('192.0.2.1'))).toMatchObject({
    lookAlike: { kind: 'domain', of: 'modern.example' },
  });
});

test('our own domain in the hands of a stranger is named, and our own servers are not suspected', async () => {
  const ours = plain.replace('ann@customer.example', 'boss@modern.example');
  expect(await takeIn(ours, handedOver('198.51.100.1'))).toMatchObject({
    lookAlike: { kind: 'own', of: 'modern.example' },
  });
  expect(await takeIn(plain, handedOver('192.0.2.1'))).toMatchObject({ lookAlike: null });
});
