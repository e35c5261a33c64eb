import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../../backend/log.ts';
import { pop3Server } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem } from '../../backend/mail/connection-problem.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { targetOf } from '../../backend/mail/connection-target.ts';
import { openTokenSources } from '../../backend/mail/oauth/token-source.ts';
import { connectPop3 } from '../../backend/mail/pop3/connect-pop3.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { several, type StandInSettings, startPop3StandIn } from '../world/pop3-stand-in.ts';
import { startHttpProxy, startSocksProxy } from '../world/proxies.ts';
import { startTokenAuthority, type TokenAuthority } from '../world/token-authority.ts';

const user = 'help@desk.example';
const password = 'pä55 wörd';
let authority: TokenAuthority;
let dovecot: Dovecot;

beforeAll(async () => {
  authority = await startTokenAuthority({ user });
  dovecot = await startDovecot({
    users: { [user]: password },
    introspectionUrl: authority.introspectionUrl,
  });
});
afterAll(async () => {
  await dovecot.stop();
  await authority[Symbol.asyncDispose]();
});

const secretsOf = (secret: string) => {
  const resolve = (): string => secret;
  return { resolve, baseFolder: '/', tokens: openTokenSources({ resolve, store: null, fresh: 0 }) };
};

function describeServer(settings: Readonly<Record<string, unknown>> = {}) {
  return pop3Server.parse({
    protocol: 'pop3',
    host: 'localhost',
    port: dovecot.pop3sPort,
    caFile: dovecot.caFile,
    user,
    password: '${PASSWORD}',
    connectTimeoutSeconds: 2,
    ...settings,
  });
}
const plain = () => ({ port: dovecot.pop3Port, security: 'none' });
const oauth = () => ({
  tenantAuthority: authority.url,
  directoryId: 'desk.example',
  clientId: 'app',
  clientSecret: '${CLIENT}',
});

/** What is wrong, or null; `lines` takes the log. */
async function explain(
  settings: Readonly<Record<string, unknown>> = {},
  { secret = password, lines = [] as string[], secrets = secretsOf(secret) } = {},
) {
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  const server = describeServer(settings);
  try {
    const { connection } = await connectPop3(server, await resolveCredentials(server, secrets), { log });
    await connection.command('QUIT');
    connection.close();
    return null;
  } catch (error) {
    return describeConnectionProblem(error, targetOf(server));
  }
}

/** The same, of a stand-in; with what it was told. */
async function explainStandIn(
  standIn: StandInSettings,
  settings: Readonly<Record<string, unknown>> = {},
  secret?: string,
) {
  await using server = await startPop3StandIn(standIn);
  const lines: string[] = [];
  const problem = await explain(
    { host: server.host, port: server.port, security: 'none', enableDebug: true, ...settings },
    { lines, ...(secret === undefined ? {} : { secret }) },
  );
  return { problem, commands: server.commands, log: lines.join(''), place: `${server.host}:${server.port}` };
}

test('a mailbox is signed in to with SSL, STARTTLS and without', async () => {
  expect(await explain()).toBeNull();
  expect(await explain({ port: dovecot.pop3Port, security: 'starttls' })).toBeNull();
  expect(await explain(plain())).toBeNull();
});

test('a wrong password names the user, and nothing of the password', async () => {
  const problem = await explain({}, { secret: 'hunter2' });
  expect(problem).toMatchObject({
    step: 'sign-in',
    sentence: expect.stringContaining(`refuses the user ${user} or the password`),
    lasting: true,
  });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});

test('a certificate that nobody vouches for is refused before anything is said', async () => {
  expect(await explain({ caFile: undefined })).toMatchObject({ step: 'encrypt', lasting: true });
  expect(await explain({ caFile: undefined, port: dovecot.pop3Port, security: 'starttls' })).toMatchObject({
    step: 'encrypt',
    sentence: expect.stringContaining('signed by itself'),
  });
});

test('a port where nothing listens, one that speaks plain text, and one that is silent', async () => {
  const [port = 0] = await findFreePorts(1);
  expect(await explain({ port })).toMatchObject({
    sentence: `Nothing accepts connections at localhost:${port}.`,
  });
  expect(await explain({ port: dovecot.pop3Port })).toMatchObject({ step: 'encrypt' });
  expect(await explain({ port: dovecot.pop3sPort, security: 'none' })).toMatchObject({
    sentence: `localhost:${dovecot.pop3sPort} accepts the connection but does not greet.`,
  });
});

test('a token signs in; one that was revoked is replaced at once', async () => {
  const secrets = secretsOf('client-secret');
  const settings = { password: undefined, oauth: oauth() };
  expect(await explain(settings, { secrets })).toBeNull();
  const before = authority.given.length;
  authority.revoke(authority.given.at(-1) ?? '');
  expect(await explain(settings, { secrets })).toBeNull();
  expect(authority.given).toHaveLength(before + 1);
  const problem = await explain({ ...settings, user: 'somebody@desk.example' }, { secrets });
  expect(problem).toMatchObject({
    step: 'sign-in',
    sentence: expect.stringContaining('refuses the token for somebody@desk.example'),
  });
});

test('a token is said in a line of its own, and its refusal is heard to the end', async () => {
  const token = /^[A-Za-z0-9+/]{12,}=*$/;
  const { problem, commands, log } = await explainStandIn(
    {
      answer: (line) => {
        if (token.test(line)) return `+ ${Buffer.from('{"status":"400"}').toString('base64')}\r\n`;
        return line === '' ? '-ERR [AUTH] token refused\r\n' : null;
      },
    },
    { password: undefined, oauth: oauth() },
  );
  const [given = ''] = authority.given.slice(-1);
  const said = Buffer.from(`user=${user}\u0001auth=Bearer ${given}\u0001\u0001`).toString('base64');
  // Twice: the second time with a fresh token.
  expect(commands.filter((command) => command !== 'CAPA')).toEqual([
    'AUTH XOAUTH2',
    expect.stringMatching(token),
    '',
    'AUTH XOAUTH2',
    said,
    '',
  ]);
  expect(problem?.sentence).toContain('“[AUTH] token refused”');
  expect(log).toContain('AUTH XOAUTH2');
  expect(log).not.toContain(said);
  expect(log).not.toContain(given);
});

test.for([
  ['PLAIN', ['USER', 'SASL PLAIN LOGIN'], ['AUTH PLAIN', encode(`\0${user}\0hunter2`)]],
  ['LOGIN', ['SASL LOGIN'], ['AUTH LOGIN', encode(user), encode('hunter2')]],
  ['USER and PASS', ['USER', 'SASL CRAM-MD5'], [`USER ${user}`, 'PASS hunter2']],
] as const)('of what the server offers %s is taken', async ([, capabilities, expected]) => {
  const answers: readonly string[] = expected;
  const { problem, commands, log } = await explainStandIn(
    {
      capabilities: [...capabilities],
      answer(line) {
        if (!answers.includes(line)) return null;
        return line === expected.at(-1) || line.startsWith('USER') ? '+OK\r\n' : '+ VXNlcm5hbWU6\r\n';
      },
    },
    {},
    'hunter2',
  );
  expect(problem).toBeNull();
  expect(commands).toEqual(['CAPA', ...expected, 'CAPA', 'QUIT']);
  expect(log).not.toContain('hunter2');
  expect(log).not.toContain(encode('hunter2').slice(0, -2));
});

test('where a mechanism is announced and not there USER and PASS do', async () => {
  const { problem, commands } = await explainStandIn(
    { answer: (line) => (line.startsWith('AUTH') ? '-ERR unknown mechanism\r\n' : null) },
    {},
    'hunter2',
  );
  expect(problem).toBeNull();
  expect(commands).toEqual(['CAPA', 'AUTH PLAIN', `USER ${user}`, 'PASS hunter2', 'CAPA', 'QUIT']);
});

test('a server that repeats the password is not quoted', async () => {
  const { problem, log } = await explainStandIn(
    {
      capabilities: null,
      answer: (line) => (line.startsWith('PASS') ? `-ERR no such password as ${line.slice(5)}\r\n` : null),
    },
    {},
    'hunter2',
  );
  expect(problem?.sentence).toContain('no such password as …');
  expect(JSON.stringify(problem) + log).not.toContain('hunter2');
});

test.for([
  ['in one piece', 'ssl'],
  ['behind the answer', 'none'],
])('what is said before the encryption does not count under it (%s)', async ([, how]) => {
  const { problem, commands } = await explainStandIn(
    {
      answer(line, { socket }) {
        if (line !== 'STLS') return null;
        if (how === 'ssl') return '+OK begin\r\n+OK injected\r\n';
        socket().write('+OK begin\r\n');
        setImmediate(() => socket().write('+OK injected\r\n'));
        return '';
      },
    },
    { security: 'starttls' },
  );
  expect(problem).not.toBeNull();
  expect(commands.every((command) => !/^(USER|PASS|AUTH)/.test(command))).toBe(true);
});

test('without STARTTLS nothing is said to a server that shall have it', async () => {
  const { problem, commands, place } = await explainStandIn(
    { answer: (line) => (line === 'STLS' ? '-ERR unknown\r\n' : null) },
    { security: 'starttls' },
  );
  expect(problem).toMatchObject({ step: 'encrypt', sentence: `${place} does not offer STARTTLS.` });
  expect(commands).toEqual(['STLS']);
});

test.for([
  ['another protocol', 'greeting', '* OK [CAPABILITY IMAP4rev1] ready\r\n', 'it says “* OK'],
  ['a line without end', 'greeting', `+OK ${'x'.repeat(20_000)}`, 'it sends a line without end'],
  ['more than was asked', 'greeting', '+OK ready\r\n+OK indeed\r\n', 'without having been asked'],
  ['a list without end', 'CAPA', `+OK\r\n${'X\r\n'.repeat(40_000)}`, 'no end'],
  ['a question where none belongs', 'QUIT', '+ more?\r\n', 'wants to hear more'],
] as const)('a server that answers %s is no POP3 server', async ([, at, answer, said]) => {
  const { problem } = await explainStandIn({ answer: (line) => (line === at ? answer : null) });
  expect(problem?.sentence).toContain(said);
});

test.for([
  ['[LOGIN-DELAY] too often', { step: 'sign-in', lasting: false, retryAt: expect.any(Date) }, 'longer pause'],
  ['[IN-USE] busy', { step: 'mailbox', lasting: false }, 'is locked by another session'],
  ['Unable to lock maildrop', { step: 'mailbox', lasting: false }, 'is locked by another session'],
  ['[SYS/TEMP] later', { step: 'mailbox', lasting: false }, 'at present (“[SYS/TEMP] later”)'],
  ['[SYS/PERM] broken', { step: 'mailbox', lasting: true }, 'cannot give the mailbox'],
  ['[AUTH] no', { step: 'sign-in', lasting: true }, 'refuses the user'],
  ['account locked', { step: 'sign-in', lasting: true }, 'refuses the user'],
] as const)('the refusal “%s” is understood', async ([words, expected, said]) => {
  const { problem } = await explainStandIn({
    capabilities: ['USER', 'LOGIN-DELAY 90'],
    answer: (line) => (line.startsWith('PASS') ? `-ERR ${words}\r\n` : null),
  });
  expect(problem).toMatchObject(expected);
  expect(problem?.sentence).toContain(said);
});

test('a server that turns everybody away says so', async () => {
  const { problem } = await explainStandIn({
    answer: (line, { socket }) => {
      if (line === 'greeting') socket().end('-ERR [SYS/TEMP] too many connections\r\n');
      return '';
    },
  });
  expect(problem).toMatchObject({
    lasting: false,
    sentence: expect.stringContaining('too many connections'),
  });
});

describe.each([
  ['SOCKS5', 'socks5', startSocksProxy],
  ['HTTP', 'http', startHttpProxy],
] as const)('through a proxy that speaks %s', (_name, protocol, start) => {
  test('POP3 passes with SSL, STARTTLS and without', async () => {
    await using proxy = await start({ names: { localhost: '127.0.0.1' } });
    const through = { proxy: { protocol, host: proxy.host, port: proxy.port } };
    expect(await explain(through)).toBeNull();
    expect(await explain({ ...through, port: dovecot.pop3Port, security: 'starttls' })).toBeNull();
    expect(await explain({ ...through, ...plain() })).toBeNull();
    expect(proxy.passages.map(({ target }) => target)).toEqual([
      `localhost:${dovecot.pop3sPort}`,
      `localhost:${dovecot.pop3Port}`,
      `localhost:${dovecot.pop3Port}`,
    ]);
    const [nowhere = 0] = await findFreePorts(1);
    expect(await explain({ ...through, port: nowhere })).toMatchObject({ step: 'proxy' });
  });
});

test('the connection is tried without changing anything, and what is remarkable is said', async () => {
  await using account = await openImapAccount(dovecot, user, password);
  await account.append(composeMail(1));
  const secrets = secretsOf(password);
  expect(await tryIncoming(describeServer(), secrets)).toEqual({
    works: true,
    found: 'signed in; 1 mails, asking every 60 s',
    remarks: [],
  });
  expect(await account.list()).toHaveLength(1);
  await using odd = await startPop3StandIn({ capabilities: ['USER', 'UIDL', 'EXPIRE 7', 'LOGIN-DELAY 900'] });
  const settings = { host: odd.host, port: odd.port, security: 'none' };
  expect(await tryIncoming(describeServer(settings), secrets)).toMatchObject({
    works: true,
    remarks: [
      expect.stringContaining('asked every 900 s'),
      expect.stringContaining('deletes mails'),
      expect.stringContaining('no TOP'),
    ],
  });
});

test('while another session holds the mailbox the trial says that the sign-in works', async () => {
  await using server = await startPop3StandIn({
    capabilities: ['USER', 'UIDL', 'RESP-CODES'],
    answer: (line) => (line.startsWith('PASS') ? '-ERR [IN-USE] somebody reads it\r\n' : null),
  });
  const settings = { host: server.host, port: server.port, security: 'none' };
  expect(await tryIncoming(describeServer(settings), secretsOf(password))).toMatchObject({
    works: true,
    remarks: [expect.stringContaining('in use')],
  });
});

test('a mailbox is logged without its secrets and mails', async () => {
  await using server = await startPop3StandIn({ mails: [{ uid: 'u1', raw: composeMail(1) }] });
  const lines: string[] = [];
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  const settings = { host: server.host, port: server.port, security: 'none', enableDebug: true };
  const mailbox = describeServer(settings);
  const { connection } = await connectPop3(mailbox, await resolveCredentials(mailbox, secretsOf(password)), {
    log,
  });
  const { body } = await connection.multiLine('RETR 1', 10_000);
  connection.close();
  expect(several(body.toString('latin1'))).toBe(several(composeMail(1)));
  expect(lines.join('')).toContain('RETR 1');
  expect(lines.join('')).not.toContain('this is mail number');
  expect(lines.join('')).not.toContain(password);
});

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
