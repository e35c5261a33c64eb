import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { ClientConfig } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testConnection } from '../../backend/cli/test-connection.ts';
import { applyConfiguration } from '../../backend/configuration/apply-configuration.ts';
import { readConfiguration } from '../../backend/configuration/read-configuration.ts';
import { resolveSecret } from '../../backend/configuration/secrets.ts';
import { callOperation, createTestApp, startTestSession } from '../../backend/http/test-app.ts';
import type { Viewer } from '../../backend/routing/viewer.ts';
import { openTestDatabase, type TestDatabase } from '../world/database.ts';
import { startDovecot, type Dovecot } from '../world/dovecot.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import { startSmtpSink, type SmtpSink } from '../world/smtp-sink.ts';

let dovecot: Dovecot;
let sink: SmtpSink;
let folder: string;
let world: TestDatabase;
let closed = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-connection-'));
  dovecot = await startDovecot({
    users: { master: 'imap-secret' },
    folders: { Sent: 'Sent', Trash: 'Trash' },
  });
  sink = await startSmtpSink({ users: { sender: 'smtp-secret' } });
  await writeFile(path.join(folder, 'sink.pem'), sink.certificate);
  [closed = 0] = await findFreePorts(1);
});
afterAll(async () => {
  await dovecot.stop();
  await sink.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  world = await openTestDatabase();
  await configure();
});
afterEach(() => world[Symbol.asyncDispose]());

/** A server that works, and one for each step that can fail before there is a mailbox. */
async function configure(): Promise<void> {
  const imap = (settings: string) =>
    `incoming: { protocol: imap, host: localhost, port: ${dovecot.imapPort}, security: starttls, user: master, password: "\${IMAP}", caFile: ${dovecot.caFile}, connectTimeoutSeconds: 5, ${settings} }`;
  const smtp = (settings: string) =>
    `outgoing: { protocol: smtp, host: localhost, port: ${sink.port}, security: starttls, user: sender, password: "\${SMTP}", caFile: ${folder}/sink.pem, connectTimeoutSeconds: 5, ${settings} }`;
  const source = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers:
      - key: main
        ${imap('')}
        ${smtp('')}
      - key: folder
        ${imap('folder: Nowhere')}
      - key: proxied
        ${imap(`proxy: { host: 127.0.0.1, port: ${closed} }`)}
      - key: straight
        outgoing: { protocol: smtp, host: localhost, port: ${closed}, security: none }
      - key: nameless
        outgoing: { protocol: smtp, host: no-such-host.invalid, security: none }
      - key: untrusted
        outgoing: { protocol: smtp, host: localhost, port: ${sink.port}, security: starttls }
      - key: unset
        incoming: { protocol: imap, host: localhost, port: ${dovecot.imapPort}, user: master, password: "\${NOT_SET}" }
      - key: stranger
        ${imap('').replace('user: master', 'user: nobody')}
      - key: tokenless
        incoming: { protocol: imap, host: localhost, port: ${dovecot.imapPort}, security: none, user: master, oauth: { tenantAuthority: "http://127.0.0.1:${closed}/", directoryId: d, clientId: c, clientSecret: "\${IMAP}" } }
    agents: [{ login: boss, roles: [administrator] }, { login: anna }]
  - key: other
    name: Other
    culture: en-US
    mailServers: [{ key: main, outgoing: { protocol: smtp, host: localhost, port: ${closed}, security: none } }]
    agents: [{ login: boss, roles: [administrator] }]
`;
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error(JSON.stringify(findings));
  await applyConfiguration(world.db, configuration, { env: {} });
}

const env = { IMAP: 'imap-secret', SMTP: 'smtp-secret' };

async function run(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await testConnection.run(args, {
    stdin: Readable.from([]),
    out: (line) => lines.push(...line.split('\n')),
    err: (line) => lines.push(line),
    env: { DATABASE_URL: addressOf(world.connection), POSTROOM_DATA: folder, ...env },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, lines };
}

function addressOf({ host = '', port = 0, database = '' }: ClientConfig): string {
  return `postgres://postroom@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

test('a server that works says what was found, incoming and outgoing', async () => {
  const { code, lines } = await run('acme/main');
  expect(code).toBe(0);
  expect(lines).toEqual([
    'ok    mail server acme/main, incoming: signed in; folder INBOX (0 mails), sent Sent, trash Trash, IDLE',
    'ok    mail server acme/main, outgoing: signed in',
    '',
    'All work.',
  ]);
});

test.each([
  ['folder', 'mailbox', /Nowhere/, /folder/],
  ['proxied', 'proxy', /127\.0\.0\.1/, /proxy/],
  ['straight', 'connect', /Nothing accepts connections/, /port/],
  ['nameless', 'name', /no-such-host\.invalid cannot be resolved/, /DNS/],
  ['untrusted', 'encrypt', /signed by itself/, /caFile/],
  ['unset', 'settings', /NOT_SET/, /configuration/],
  ['stranger', 'sign-in', /refuses the user nobody/, /app password/],
  ['tokenless', 'token', /127\.0\.0\.1/, /./],
])(
  'the server “%s” fails at the step “%s”, with what is wrong and what to do',
  async (key, step, sentence, mend) => {
    const { code, lines } = await run(`acme/${key}`, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      ok: false,
      connections: [
        {
          tenant: 'acme',
          server: key,
          result: {
            works: false,
            step,
            sentence: expect.stringMatching(sentence),
            mend: expect.stringMatching(mend),
          },
        },
      ],
    });
    expect(lines.join('\n')).not.toMatch(/imap-secret|smtp-secret/);
  },
);

test('all are tried, those of a tenant, or those that are named; an unknown name is told', async () => {
  const all = await run();
  expect(all.code).toBe(1);
  expect(all.lines.filter((line) => /^(ok|warn|FAIL)\b/.test(line))).toHaveLength(11);
  expect(all.lines.at(-1)).toBe('9 failures of 11.');
  const { lines } = await run('other');
  expect(lines[0]).toMatch(/^FAIL {2}mail server other\/main, outgoing: failed at the step “connect”/);
  expect(lines[1]).toMatch(/^ {6}→ Check the port/);
  await expect(run('acme/mian')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('did you mean acme/main'),
  });
});

test('an administrator asks the same of the API, of the own tenant alone', async () => {
  const { db } = world;
  const { rows } = await sql<{ id: Viewer['agentId']; who: string }>`
    select a.id, t.key || '/' || a.login as who from agent a join tenant t on t.id = a.tenant_id`.execute(
    db.kysely,
  );
  const session = (who: string) =>
    startTestSession(db, { agentId: rows.find((row) => row.who === who)?.id } as Viewer);
  const app = createTestApp(db, {
    resolve: (reference) => resolveSecret(reference, env),
    baseFolder: folder,
  });
  try {
    const boss = await session('acme/boss');
    const main = await callOperation(app, boss, 'mailServers.test', { servers: ['main', 'folder'] });
    expect(main.body).toMatchObject({
      connections: [
        { server: 'main', direction: 'incoming', protocol: 'imap', result: { works: true, remarks: [] } },
        { server: 'main', direction: 'outgoing', protocol: 'smtp', result: { works: true } },
        { server: 'folder', result: { works: false, step: 'mailbox' } },
      ],
    });
    const all = await callOperation(app, await session('other/boss'), 'mailServers.test');
    expect(all.body).toMatchObject({ connections: [{ server: 'main', port: closed }] });
    const foreign = await callOperation(app, await session('other/boss'), 'mailServers.test', {
      servers: ['folder'],
    });
    expect(foreign.code).toBe('not-found');
    expect((await callOperation(app, await session('acme/anna'), 'mailServers.test')).code).toBe(
      'not-allowed',
    );
  } finally {
    await app.close();
  }
});
