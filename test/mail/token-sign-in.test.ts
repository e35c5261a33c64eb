import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../backend/log.ts';
import { imapServer, smtpServer } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem } from '../../backend/mail/connection-problem.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { targetOf } from '../../backend/mail/connection-target.ts';
import { connectImap } from '../../backend/mail/imap/connect-imap.ts';
import { openTokenSources } from '../../backend/mail/oauth/token-source.ts';
import { deliverBySmtp } from '../../backend/mail/smtp-out/deliver-by-smtp.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { startTokenAuthority, type TokenAuthority } from '../world/token-authority.ts';

const user = 'help@desk.example';
let authority: TokenAuthority;
let dovecot: Dovecot;

beforeAll(async () => {
  authority = await startTokenAuthority({ user });
  dovecot = await startDovecot({ users: {}, introspectionUrl: authority.introspectionUrl });
});
afterAll(async () => {
  await dovecot.stop();
  await authority[Symbol.asyncDispose]();
});

const resolve = () => 'client-secret';
/** Each test has tokens of its own. */
const openSecrets = () => ({
  resolve,
  baseFolder: '/',
  tokens: openTokenSources({ resolve, store: null, fresh: 0 }),
});
const oauth = () => ({
  tenantAuthority: authority.url,
  directoryId: 'desk.example',
  clientId: 'app',
  clientSecret: '${CLIENT}',
});

function describeMailbox(settings: Readonly<Record<string, unknown>> = {}) {
  return imapServer.parse({
    protocol: 'imap',
    host: 'localhost',
    port: dovecot.imapsPort,
    caFile: dovecot.caFile,
    user,
    oauth: oauth(),
    ...settings,
  });
}

test('a mailbox is signed in to by a token; one that was revoked is replaced at once', async () => {
  const secrets = openSecrets();
  const server = describeMailbox();
  const first = await connectImap(server, await resolveCredentials(server, secrets));
  expect(first.client.authenticated).toBe(true);
  await first.client.logout();
  const [given = ''] = authority.given.slice(-1);
  expect(first.token?.value).toBe(given);
  authority.revoke(given);
  const second = await connectImap(server, await resolveCredentials(server, secrets));
  await second.client.logout();
  expect(second.token?.value).not.toBe(given);
});

test('a token for another account is refused in words, and no token is in them', async () => {
  const server = describeMailbox({ user: 'somebody@desk.example' });
  const error: unknown = await resolveCredentials(server, openSecrets())
    .then((credentials) => connectImap(server, credentials))
    .catch((thrown: unknown) => thrown);
  const problem = describeConnectionProblem(error, targetOf(server));
  expect(problem).toMatchObject({
    step: 'sign-in',
    sentence: expect.stringContaining('refuses the token for somebody@desk.example'),
    lasting: true,
  });
  for (const token of authority.given) expect(JSON.stringify(problem)).not.toContain(token);
});

test('mail is sent by a token, and by a fresh one where the server refuses the first', async () => {
  const refused = new Set<string>();
  await using sink = await startSmtpSink({
    acceptsToken: (name, token) => name === user && authority.given.includes(token) && !refused.has(token),
  });
  const lines: string[] = [];
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  const server = smtpServer.parse({
    protocol: 'smtp',
    host: sink.host,
    port: sink.port,
    security: 'starttls',
    user,
    oauth: oauth(),
    enableDebug: true,
  });
  const secrets = openSecrets();
  const send = async () =>
    deliverBySmtp(
      server,
      { ...(await resolveCredentials(server, secrets)), authority: sink.certificate },
      {
        from: user,
        to: ['a@example.com'],
        raw: Buffer.from(composeMail(1, { text: 'A private word.' })),
        messageId: '<mail-1@example.com>',
      },
      () => Promise.resolve(),
      { log },
    );
  expect(await send()).toMatchObject({ outcome: 'taken' });
  for (const token of authority.given) refused.add(token);
  expect(await send()).toMatchObject({ outcome: 'taken' });
  expect(sink.messages.map((message) => message.user)).toEqual([user, user]);
  authority.answerWith({ status: 401, body: { error: 'invalid_client' } });
  for (const token of authority.given) refused.add(token);
  const failed = await send();
  authority.answerWith(null);
  expect(failed.outcome).toBe('deferred');
  const problem = 'error' in failed && describeConnectionProblem(failed.error, targetOf(server));
  expect(problem).toMatchObject({ step: 'token', sentence: expect.stringContaining('invalid_client') });
  // The log shows the protocol, and neither tokens nor mail.
  const said = lines.map((line) => String((JSON.parse(line) as { readonly said: unknown }).said));
  expect(said).toEqual(
    expect.arrayContaining([expect.stringMatching(/^EHLO/), expect.stringMatching(/^RCPT TO/)]),
  );
  for (const token of authority.given) {
    expect(lines.join('')).not.toContain(token);
    expect(lines.join('')).not.toContain(Buffer.from(`Bearer ${token}`).toString('base64').slice(0, -4));
  }
  expect(lines.join('')).not.toContain('private word');
});

test('where the authority falls silent it is named, and not the mail server', async () => {
  await using silent = await startTokenAuthority({ user, pause: 60_000 });
  await using sink = await startSmtpSink({ without: ['STARTTLS'], acceptsToken: () => true });
  const server = smtpServer.parse({
    protocol: 'smtp',
    host: sink.host,
    port: sink.port,
    security: 'none',
    user,
    protocolTimeoutSeconds: 1,
    oauth: { ...oauth(), tenantAuthority: silent.url },
  });
  const delivery = await deliverBySmtp(
    server,
    await resolveCredentials(server, openSecrets()),
    {
      from: user,
      to: ['a@example.com'],
      raw: Buffer.from(composeMail(2)),
      messageId: '<mail-2@example.com>',
    },
    () => Promise.resolve(),
  );
  const problem = 'error' in delivery && describeConnectionProblem(delivery.error, targetOf(server));
  expect(problem).toMatchObject({
    step: 'token',
    sentence: expect.stringContaining(new URL(silent.url).host),
  });
});

test('the protocol of a mailbox is logged without its secrets and mails', async () => {
  await using plain = await startDovecot({ users: { [user]: 'pa55word' } });
  const lines: string[] = [];
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  for (const security of ['ssl', 'none'] as const) {
    const server = imapServer.parse({
      protocol: 'imap',
      host: 'localhost',
      port: security === 'ssl' ? plain.imapsPort : plain.imapPort,
      security,
      caFile: plain.caFile,
      user,
      password: '${IMAP}',
      enableDebug: true,
    });
    const secrets = { resolve: () => 'pa55word', baseFolder: '/' };
    const { client } = await connectImap(server, await resolveCredentials(server, secrets), { log });
    await client.append('INBOX', composeMail(1, { text: 'A private word.' }));
    await client.mailboxOpen('INBOX');
    await client.fetchAll('1:*', { uid: true, source: true });
    await client.logout();
  }
  const all = lines.join('');
  expect(all).toContain('CAPABILITY');
  expect(all).toContain('FETCH');
  expect(all).not.toMatch(/pa55word|private word/);
  expect(all).not.toContain(Buffer.from(`\u0000${user}\u0000pa55word`).toString('base64'));
});
