import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { usualLimits } from '../../backend/mail/smtp-in/client-limits.ts';
import { keepCertificate } from '../../backend/mail/smtp-in/kept-certificate.ts';
import {
  type SmtpListener,
  type SmtpListenerSettings,
  startSmtpListener,
} from '../../backend/mail/smtp-in/listener.ts';
import { openCertificate } from '../../backend/mail/smtp-in/open-certificate.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';

const log = pino({ level: 'silent' });
let folder: string;
let world: TestDatabase;
let listener: SmtpListener;
let desk: ConfiguredTenant;
let shop: ConfiguredTenant;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-listener-'));
  world = await openTestDatabase({ jobs: true });
  desk = await configureTenant(world.db, { key: 'desk', address: 'help.*@desk.example' });
  shop = await configureTenant(world.db, { key: 'shop', address: 'orders@shop.example' });
  listener = await startSmtpListener({
    host: '127.0.0.1',
    port: 0,
    db: world.db,
    log,
    certificate: await keepCertificate(folder, ['localhost']),
    maximumMessageBytes: 100_000,
  });
});

afterAll(async () => {
  await listener.stop();
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Another one, with settings of its own. */
async function listen(settings: Partial<SmtpListenerSettings>): Promise<SmtpListener & AsyncDisposable> {
  const made = await startSmtpListener({
    host: '127.0.0.1',
    port: 0,
    db: world.db,
    log,
    certificate: await keepCertificate(folder, ['localhost']),
    ...settings,
  });
  return { ...made, [Symbol.asyncDispose]: made.stop };
}

async function send(number: string, to: string[], raw = composeMail(number)): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: listener.port,
    requireTLS: true,
    tls: { ca: (await keepCertificate(folder, ['localhost'])).certificate, servername: 'localhost' },
  });
  const { response } = await transport.sendMail({ envelope: { from: 'customer@example.com', to }, raw });
  return response;
}

async function listMails(tenant: ConfiguredTenant) {
  const rows = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select(['mail.id', 'blob.bytes', 'mail.origin'])
    .where('mail.tenant_id', '=', tenant.tenantId)
    .orderBy('mail.id')
    .execute();
  return rows.map((row) => ({ number: readMailNumber(row.bytes), ...row }));
}

/** Speaks SMTP word by word, as no library would. */
async function speak(lines: readonly string[], port = listener.port): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  await once(socket, 'data');
  for (const line of lines) {
    const before = heard.length;
    socket.write(line);
    await expect.poll(() => heard.length > before && heard.endsWith('\r\n')).toBe(true);
  }
  socket.destroy();
  return heard;
}

const open = [
  'EHLO test\r\n',
  'MAIL FROM:<a@example.com>\r\n',
  'RCPT TO:<orders@shop.example>\r\n',
  'DATA\r\n',
];

test('a message over STARTTLS is kept byte for byte with its envelope before it is answered', async () => {
  expect(await send('1', ['Help.Sales@desk.example', 'help.it+order7@desk.example'])).toMatch(/^250 /);
  const [mail] = await listMails(desk);
  expect(mail?.bytes.toString()).toBe(composeMail('1'));
  expect(mail?.origin).toEqual({
    via: 'smtp',
    helo: '[127.0.0.1]',
    sender: 'customer@example.com',
    recipients: ['Help.Sales@desk.example', 'help.it+order7@desk.example'],
    client: '127.0.0.1',
  });
  const jobs = await world.db.pool.query(`select data from jobs.job where name = 'take-in'`);
  expect(jobs.rows.map((row) => row.data)).toContainEqual({ mailId: mail?.id, size: mail?.bytes.length });
});

test('recipients of two tenants make a mail for each, told only of their own', async () => {
  await send('2', ['help.de@desk.example', 'orders@shop.example']);
  const kept = [(await listMails(desk)).at(-1), (await listMails(shop)).at(-1)];
  expect(kept.map((mail) => mail?.number)).toEqual(['2', '2']);
  expect(kept.map((mail) => mail?.origin)).toEqual([
    expect.objectContaining({ recipients: ['help.de@desk.example'] }),
    expect.objectContaining({ recipients: ['orders@shop.example'] }),
  ]);
});

async function countKept(number: string): Promise<number> {
  return (await listMails(desk)).filter(({ bytes }) => readMailNumber(bytes) === number).length;
}

test('a message that is sent again is the one that was kept, unless for others', async () => {
  await Promise.all([1, 2, 3].map(() => send('again', ['help.again@desk.example'])));
  expect(await countKept('again')).toBe(1);
  await send('again', ['help.again@desk.example', 'help.me@desk.example']);
  expect(await countKept('again')).toBe(2);
  await send('again', ['help.me@desk.example']);
  expect(await countKept('again')).toBe(2);
});

test('nobody’s address is refused with 550, and nothing is relayed', async () => {
  await expect(send('3', ['nobody@desk.example'])).rejects.toMatchObject({ responseCode: 550 });
  await expect(send('3', ['someone@elsewhere.example'])).rejects.toMatchObject({ responseCode: 550 });
  expect(await speak(['EHLO test\r\n'])).not.toContain('AUTH');
});

test('an address that is configured while the listener runs is taken', async () => {
  await world.db.kysely
    .updateTable('tenant')
    .set({ outgoing_address: 'noreply@desk.example' })
    .where('id', '=', desk.tenantId)
    .execute();
  await expect
    .poll(() => send('4', ['noreply@desk.example']).catch(String), { timeout: 10_000 })
    .toMatch(/^250 /);
});

test('a message over the size limit is refused, whether announced or not', async () => {
  const large = composeMail('5', { atLeastBytes: 150_000 });
  await expect(send('5', ['orders@shop.example'], large)).rejects.toMatchObject({ code: 'EMESSAGE' });
  expect(await speak([...open, `${large}\r\n.\r\n`])).toMatch(/\r\n552 [^\r]*\r\n$/);
  expect((await listMails(shop)).map((mail) => mail.number)).not.toContain('5');
});

test('the size that a client announces is answered at once', async () => {
  const heard = await speak(['EHLO test\r\n', 'MAIL FROM:<a@example.com> SIZE=100001\r\n']);
  expect(heard).toContain('SIZE 100000');
  expect(heard).toMatch(/\r\n552 [^\r]*100000\r\n$/);
});

test.for<[string, string]>([
  ['LF', 'Subject: a\r\n\r\nx\n.\nMAIL FROM:<evil@example.com>\r\n.\r\n'],
  ['CR', 'Subject: a\r\n\r\nx\r.\rMAIL FROM:<evil@example.com>\r\n.\r\n'],
  ['LF before the dot', 'Subject: a\r\n\r\nx\n.\r\nMAIL FROM:<evil@example.com>\r\n.\r\n'],
  ['CR after the dot', 'Subject: a\r\n\r\nx\r\n.\rMAIL FROM:<evil@example.com>\r\n.\r\n'],
])('a bare %s cannot smuggle a second message: all of it is refused', async ([, data]) => {
  const before = (await listMails(shop)).length;
  expect(await speak([...open, data])).toMatch(/\r\n550 5\.6\.0 [^\r]*\r\n$/);
  expect(await listMails(shop)).toHaveLength(before);
});

test('a dot at the start of a line and of the message comes through', async () => {
  const raw = '.Subject: odd\r\n\r\n.one\r\n..two\r\n';
  await send('dots', ['orders@shop.example'], raw);
  expect((await listMails(shop)).at(-1)?.bytes.toString()).toBe(raw);
});

test('a message that has passed a hundred servers is a loop', async () => {
  const headers = Array.from(
    { length: 101 },
    (_, hop) => `Received: from hop${hop}.example by hop.example; date`,
  );
  await expect(send('6', ['orders@shop.example'], composeMail('6', { headers }))).rejects.toMatchObject({
    responseCode: 554,
  });
});

test('while the database is out of reach the client is asked to try again, and nothing is said to be kept', async () => {
  const failing = await startSmtpListener({
    host: '127.0.0.1',
    port: 0,
    db: {
      ...world.db,
      transaction: () => Promise.reject(new Error('the database is gone')),
    },
    log,
    certificate: await keepCertificate(folder, ['localhost']),
  });
  const transport = createTransport({ host: '127.0.0.1', port: failing.port, ignoreTLS: true });
  await expect(
    transport.sendMail({
      envelope: { from: 'a@example.com', to: 'orders@shop.example' },
      raw: composeMail('7'),
    }),
  ).rejects.toMatchObject({ responseCode: 451 });
  await failing.stop();
});

test('a port that is taken is named, with what to do', async () => {
  const again = startSmtpListener({
    host: '127.0.0.1',
    port: listener.port,
    db: world.db,
    log,
    certificate: await keepCertificate(folder, ['localhost']),
  });
  await expect(again).rejects.toThrow(`127.0.0.1:${listener.port}: another program has it already`);
});

test('the certificate stays the same, and only its owner may read the key', async () => {
  const first = await keepCertificate(folder, ['localhost']);
  expect(await keepCertificate(folder, ['localhost'])).toEqual(first);
  expect((await stat(path.join(folder, 'smtp-tls.pem'))).mode & 0o777).toBe(0o600);
});

test('TLS comes first on a port of its own, and a renewed certificate is taken up while it runs', async () => {
  const files = { certificate: path.join(folder, 'chain.pem'), key: path.join(folder, 'key.pem') };
  const write = async () => {
    const made = makeSelfSignedCertificate({ names: ['localhost'] });
    await writeFile(files.key, made.key);
    await writeFile(files.certificate, made.certificate);
    return made.certificate;
  };
  await write();
  await using secure = await listen({
    tls: { host: '127.0.0.1', port: 0 },
    ...(await openCertificate(files, folder)),
    certificateFiles: { ...files, pauseMilliseconds: 20 },
  });
  const port = secure.tlsPort ?? 0;
  const greet = (ca: string) =>
    createTransport({ host: '127.0.0.1', port, secure: true, tls: { ca, servername: 'localhost' } }).sendMail(
      {
        envelope: { from: 'customer@example.com', to: 'orders@shop.example' },
        raw: composeMail('tls'),
      },
    );
  const renewed = await write();
  await expect
    .poll(() => greet(renewed).catch(String), { timeout: 10_000 })
    .toMatchObject({
      response: expect.stringMatching(/^250 /),
    });
  // Half a renewal: the good pair stays.
  await writeFile(files.key, makeSelfSignedCertificate({ names: ['localhost'] }).key);
  await expect(openCertificate(files, folder)).rejects.toThrow(
    /is not that of the first certificate.*POSTROOM_SMTP_KEY\.$/,
  );
  const socket = connectTls({ port, host: '127.0.0.1', ca: renewed, servername: 'localhost' });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.destroy();
});

const fromRelay = (number: string, received: string) =>
  `${composeMail(number, { headers: [`Received: ${received}`] })}\r\n.\r\n`;

test('of a mail that our relay brings the client is kept that the relay names', async () => {
  await using relayed = await listen({
    relays: [{ address: '127.0.0.0', prefix: 8, authservId: 'mx.shop.example' }],
  });
  const received =
    'from mail.a.example (mx.a.example [203.0.113.9]) by mx.shop.example with ESMTP id 1; date';
  await speak([...open, fromRelay('relay-1', received)], relayed.port);
  const [hello = '', ...rest] = open;
  const stated = 'XFORWARD NAME=mx.b.example ADDR=203.0.113.7 HELO=mail.b.example\r\n';
  expect(await speak([hello], relayed.port)).toContain('XFORWARD');
  await speak([hello, stated, ...rest, fromRelay('relay-2', received)], relayed.port);
  await speak(
    [...open, fromRelay('relay-3', 'by mx.shop.example (Postfix, from userid 0); date')],
    relayed.port,
  );
  const relay = { address: '127.0.0.1', authservId: 'mx.shop.example' };
  const origins = (await listMails(shop)).flatMap(({ number, origin }) =>
    number?.startsWith('relay-') ? [origin] : [],
  );
  expect(origins).toMatchObject([
    { client: '203.0.113.9', helo: 'mail.a.example', relay },
    { client: '203.0.113.7', helo: 'mail.b.example', relay },
    { client: null, relay },
  ]);
});

test('a stranger is not asked whose mail he brings', async () => {
  const [hello = '', ...rest] = open;
  const heard = await speak([
    hello,
    'XFORWARD ADDR=203.0.113.7\r\n',
    ...rest,
    fromRelay('stranger', 'from x'),
  ]);
  expect(heard).toMatch(/\r\n550 Error: Not allowed/);
  const kept = (await listMails(shop)).find(({ number }) => number === 'stranger');
  expect(kept?.origin).toMatchObject({ client: '127.0.0.1', helo: 'test' });
  expect(kept?.origin).not.toHaveProperty('relay');
});

const guess = (name: string) => `RCPT TO:<${name}@shop.example>\r\n`;

test('who tries out addresses is sent away', async () => {
  await using strict = await listen({ limits: { ...usualLimits, refusedRecipients: 2 } });
  const [hello = '', from = ''] = open;
  const heard = await speak([hello, from, guess('ann'), guess('bob')], strict.port);
  expect(heard).toMatch(/\r\n550 5\.1\.1 [^\r]*\r\n421 4\.7\.0 too many addresses[^\r]*\r\n$/);
});

test('who comes with too many connections is sent away, and served again when others are gone', async () => {
  await using strict = await listen({ limits: { ...usualLimits, connectionsOfAddress: 1 } });
  const socket = connect(strict.port, '127.0.0.1');
  await once(socket, 'data');
  expect(await speak([], strict.port)).toMatch(/^421 4\.7\.0 too many connections from you/);
  socket.destroy();
  await expect.poll(() => speak([], strict.port), { timeout: 10_000 }).toMatch(/^220 /);
});

test('a connection ends in its time, however busy', async () => {
  await using strict = await listen({ limits: { ...usualLimits, totalMilliseconds: 300 } });
  const socket = connect(strict.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    socket.write('NOOP\r\n');
  });
  await once(socket, 'close');
  expect(heard).toMatch(/\r\n421 4\.4\.2 the connection has lasted too long\r\n/);
});
