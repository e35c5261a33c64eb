import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../../backend/configuration/apply-configuration.ts';
import { readConfiguration } from '../../backend/configuration/read-configuration.ts';
import { startAutomaticMail } from '../../backend/automatic/decide-automatic-mail.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { startTakingIn } from '../../backend/intake/take-in-received.ts';
import { openAuthenticator } from '../../backend/mail/authentication/authenticator.ts';
import { createMailReader } from '../../backend/mail/mime/mail-reader.ts';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { startSmtpListener } from '../../backend/mail/smtp-in/listener.ts';
import { startMailOut } from '../../backend/mail/outbox/mail-out.ts';
import { startSmtpSink, type SmtpSink, type SunkMessage } from '../world/smtp-sink.ts';

/** Fault 20: automatic responders that answer each other. All mail goes by real SMTP through one relay. */
let world: TestDatabase;
let relay: SmtpSink;
let port: number;
const open = new AsyncDisposableStack();

/** What the relay does with a message that it has taken; it decides where the mail goes on to. */
let pass: (message: SunkMessage) => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  open.defer(() => world[Symbol.asyncDispose]());
  const { db, jobs } = world;
  if (!jobs) throw new Error('no jobs');
  const log = pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' });
  const reader = createMailReader({ threads: 1 });
  open.defer(reader.stop);
  const authenticator = openAuthenticator({ network: false });
  open.defer(authenticator.stop);
  const locks = openSessionLocks(db);
  open.defer(locks.stop);
  const listener = await startSmtpListener({
    host: '127.0.0.1',
    port: 0,
    db,
    log,
    certificate: makeSelfSignedCertificate({ names: ['127.0.0.1'] }),
  });
  open.defer(listener.stop);
  ({ port } = listener);
  relay = await startSmtpSink({ without: ['STARTTLS'] });
  open.defer(relay.stop);
  const tenant = (key: string) => `
  - key: ${key}
    name: ${key}
    culture: en-US
    mailServers: [{ key: main, outgoing: { protocol: smtp, host: 127.0.0.1, port: ${relay.port}, security: none } }]
    templates: [{ name: Received, text: Thank you. }]
    serviceGroups: [{ key: desk, name: Desk, email: desk@${key}.example, confirmation: { open: Received, perSenderAndDay: 50 } }]
    serviceAccesses: [{ name: Desk, address: desk@${key}.example, group: desk }]`;
  const source = `version: 1\ntenants:${tenant('alpha')}${tenant('beta')}\n`;
  const { configuration } = await readConfiguration(Buffer.from(source), 'c.yaml', '/nonexistent');
  if (!configuration) throw new Error('the configuration is wrong');
  await applyConfiguration(db, configuration, { env: {} });
  const secrets = { resolve: () => 'none', baseFolder: '/nonexistent' };
  const takingIn = await startTakingIn({ db, jobs, reader, authenticator, log });
  open.defer(takingIn.stop);
  await startAutomaticMail({ db, jobs, log });
  const mailOut = await startMailOut({ db, jobs, locks, secrets, log });
  open.defer(mailOut.stop);
});
afterAll(() => open.disposeAsync());

/** Hands a mail to the listener, as its sender's server does. */
async function hand(from: string, to: string, raw: string | Buffer): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ envelope: { from, to: [to] }, raw });
  transport.close();
}

/** Relays each message that it gets, once, until nothing is under way any more. @returns how many there were */
async function untilQuiet(): Promise<number> {
  const before = passed;
  await expect
    .poll(
      async () => {
        for (; passed < relay.messages.length; passed++) await pass(relay.messages[passed] as SunkMessage);
        const { rows } = await sql<{ busy: number }>`
          select (select count(*) from mail where state = 'received')
            + (select count(*) from automatic_mail where state = 'planned')
            + (select count(*) from outgoing where state in ('queued', 'sending', 'data-sent')) as busy`.execute(
          world.db.kysely,
        );
        return Number(rows[0]?.busy) === 0 && passed === relay.messages.length;
      },
      { timeout: 60_000, interval: 50 },
    )
    .toBe(true);
  return passed - before;
}
let passed = 0;

async function suppressed(address: string) {
  const { rows } = await sql<{ rule: string }>`
    select evidence -> 0 ->> 'rule' as rule from automatic_mail
    where state = 'suppressed' and recipient = ${address} order by id`.execute(world.db.kysely);
  return rows.map(({ rule }) => rule);
}

test('two Postrooms that confirm each other’s mail stop at the first answer', async () => {
  pass = (message) => hand(message.from, message.to[0] ?? '', message.raw);
  await hand(
    'desk@beta.example',
    'desk@alpha.example',
    'From: desk@beta.example\r\nTo: desk@alpha.example\r\nMessage-ID: <one@beta.example>\r\nSubject: Hello\r\n\r\nHello',
  );
  expect(await untilQuiet()).toBe(1);
  expect(relay.messages[0]).toMatchObject({ from: '', to: ['desk@beta.example'] });
  expect(await suppressed('desk@alpha.example')).toEqual(['automatic']);
});

test('where a gateway takes all marks off, they stop at the second', async () => {
  pass = ({ raw, to }) => {
    const text = raw
      .toString('latin1')
      .replace(/^(?:Auto-Submitted|X-[\w-]+|References):.*\r\n(?:[ \t].*\r\n)*/gim, '');
    const from = /^From:.*?([\w.]+@[\w.]+)/im.exec(text)?.[1] ?? '';
    return hand(from, to[0] ?? '', text);
  };
  await hand(
    'desk@beta.example',
    'desk@alpha.example',
    'From: desk@beta.example\r\nTo: desk@alpha.example\r\nMessage-ID: <two@beta.example>\r\nSubject: Good day\r\n\r\nHello',
  );
  expect(await untilQuiet()).toBe(2);
  expect(await suppressed('desk@beta.example')).toEqual(['thread']);
});

test('a responder that gives no sign at all, with a new subject each time, is stopped by the rate', async () => {
  let answers = 0;
  pass = ({ to }) =>
    hand(
      to[0] ?? '',
      'desk@alpha.example',
      `From: robot@machine.example\r\nTo: desk@alpha.example\r\nMessage-ID: <r${++answers}@machine.example>\r\nSubject: Ticket ${answers}\r\n\r\nWe got your mail.`,
    );
  await hand(
    'robot@machine.example',
    'desk@alpha.example',
    'From: robot@machine.example\r\nTo: desk@alpha.example\r\nMessage-ID: <r0@machine.example>\r\nSubject: Start\r\n\r\nHello',
  );
  expect(await untilQuiet()).toBe(2);
  expect(await suppressed('robot@machine.example')).toEqual(['rate']);
});
