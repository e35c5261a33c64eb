import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imapServer } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem } from '../../backend/mail/connection-problem.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { describeImap, imapPort } from '../../backend/mail/imap/imap-settings.ts';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { findFreePorts } from '../world/guarded-process.ts';

const user = 'help@desk.example';
let dovecot: Dovecot;
let folder: string;
const servers: Server[] = [];

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [user]: 'secret' } });
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-problems-'));
});

afterAll(async () => {
  for (const server of servers) server.close();
  await dovecot.stop();
  await rm(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A TLS server with a certificate of its own, and the file to trust it by. */
async function serveTls(
  names: [string, ...string[]],
  validUntil?: Date,
): Promise<{ port: number; caFile: string }> {
  const made = makeSelfSignedCertificate({
    names,
    validFrom: new Date('2020-01-01T00:00:00Z'),
    ...(validUntil ? { validUntil } : {}),
  });
  const caFile = path.join(folder, `${names[0]}.pem`);
  await writeFile(caFile, made.certificate);
  const server = tls.createServer({ key: made.key, cert: made.certificate });
  server.on('tlsClientError', () => undefined);
  return { port: await listen(server), caFile };
}

async function explain(settings: Readonly<Record<string, unknown>>, password = 'secret') {
  const server = imapServer.parse({
    protocol: 'imap',
    host: 'localhost',
    port: dovecot.imapsPort,
    caFile: dovecot.caFile,
    user,
    password: '${PASSWORD}',
    connectTimeoutSeconds: 2,
    ...settings,
  });
  try {
    const credentials = await resolveCredentials(server, { resolve: () => password, baseFolder: folder });
    const client = new ImapFlow(describeImap(server, credentials));
    client.on('error', () => undefined);
    await client.connect();
    await client.logout();
    return null;
  } catch (error) {
    return describeConnectionProblem(error, {
      protocol: 'imap',
      host: server.host,
      port: imapPort(server),
      security: server.security,
      user: server.user ?? null,
    });
  }
}

test('a right configuration has no problem', async () => {
  expect(await explain({})).toBeNull();
  expect(await explain({ port: dovecot.imapPort, security: 'starttls' })).toBeNull();
  expect(await explain({ port: dovecot.imapPort, security: 'none' })).toBeNull();
});

test('a wrong password names the user, and nothing of the password', async () => {
  const problem = await explain({}, 'hunter2');
  expect(problem).toMatchObject({ step: 'sign-in', lasting: true });
  expect(problem?.sentence).toContain(user);
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});

test('a port where nothing listens', async () => {
  const [port = 0] = await findFreePorts(1);
  expect(await explain({ port })).toMatchObject({
    step: 'connect',
    sentence: `Nothing accepts connections at localhost:${port}.`,
    lasting: false,
  });
});

test('a name that does not exist', async () => {
  expect(await explain({ host: 'mail.does-not-exist.invalid' })).toMatchObject({
    step: 'name',
    sentence: expect.stringContaining('mail.does-not-exist.invalid'),
  });
});

test('a certificate that nobody vouches for', async () => {
  expect(await explain({ caFile: undefined })).toMatchObject({
    step: 'encrypt',
    sentence: expect.stringContaining('signed by itself'),
    mend: expect.stringContaining('caFile'),
    lasting: true,
  });
  expect(await explain({ caFile: undefined, port: dovecot.imapPort, security: 'starttls' })).toMatchObject({
    step: 'encrypt',
    sentence: expect.stringContaining('signed by itself'),
  });
});

test('a certificate that has expired', async () => {
  const { port, caFile } = await serveTls(['localhost'], new Date('2021-01-01T00:00:00Z'));
  expect(await explain({ port, caFile })).toMatchObject({
    step: 'encrypt',
    sentence: `The certificate of localhost:${port} has expired.`,
  });
});

test('a certificate made out to another name', async () => {
  const { port, caFile } = await serveTls(['mail.example.com']);
  expect(await explain({ port, caFile })).toMatchObject({
    step: 'encrypt',
    sentence: expect.stringContaining('made out to another name than localhost'),
  });
});

test('STARTTLS that the server does not have', async () => {
  const plain = createServer((socket: Socket) => {
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    socket.on('data', (line) => {
      const [tag = '*', command = ''] = line.toString().split(' ');
      if (/capability/i.test(command)) socket.write('* CAPABILITY IMAP4rev1\r\n');
      socket.write(`${tag} OK done\r\n`);
    });
    socket.on('error', () => undefined);
  });
  const port = await listen(plain);
  expect(await explain({ port, security: 'starttls' })).toMatchObject({
    step: 'encrypt',
    sentence: `localhost:${port} does not offer STARTTLS.`,
    lasting: true,
  });
});

test('SSL on a port that speaks plain text first', async () => {
  expect(await explain({ port: dovecot.imapPort })).toMatchObject({
    step: 'encrypt',
    mend: expect.stringContaining('starttls'),
  });
});

test('a server that says nothing', async () => {
  const port = await listen(createServer(() => undefined));
  expect(await explain({ port, security: 'none', connectTimeoutSeconds: 1 })).toMatchObject({
    step: 'connect',
    sentence: `localhost:${port} accepts the connection but does not greet.`,
  });
});

test('a server that throttles', async () => {
  const port = await listen(
    createServer((socket: Socket) => socket.end('* BYE [UNAVAILABLE] Too many connections\r\n')),
  );
  expect(await explain({ port, security: 'none' })).toMatchObject({
    lasting: false,
    sentence: expect.stringContaining('Too many connections'),
  });
});

test('an authority file that is not there', async () => {
  expect(await explain({ caFile: 'missing.pem' })).toMatchObject({
    step: 'settings',
    sentence: expect.stringContaining(path.join(folder, 'missing.pem')),
  });
  expect(await readFile(dovecot.caFile, 'utf8')).toContain('CERTIFICATE');
});
