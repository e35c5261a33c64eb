import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ClientConfig } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { doctor } from '../../backend/cli/doctor.ts';
import { applyConfiguration } from '../../backend/configuration/apply-configuration.ts';
import { readConfiguration } from '../../backend/configuration/read-configuration.ts';
import { openTestDatabase, type TestDatabase } from '../world/database.ts';
import { startDovecot, type Dovecot } from '../world/dovecot.ts';
import { startExim } from '../world/exim.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import { startSmtpSink, type SmtpSink } from '../world/smtp-sink.ts';

let dovecot: Dovecot;
let sink: SmtpSink;
let folder: string;
let world: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-doctor-'));
  dovecot = await startDovecot({
    users: { master: 'imap-secret' },
    folders: { Skickat: 'Sent', Papperskorg: 'Trash' },
  });
  sink = await startSmtpSink({ users: { sender: 'smtp-secret' } });
  await writeFile(path.join(folder, 'sink.pem'), sink.certificate);
});
afterAll(async () => {
  await dovecot.stop();
  await sink.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  world = await openTestDatabase();
});
afterEach(() => world[Symbol.asyncDispose]());

const incoming = () =>
  `{ protocol: imap, host: localhost, port: ${dovecot.imapPort}, security: starttls, user: master, password: "\${IMAP}",
            caFile: ${dovecot.caFile}, connectTimeoutSeconds: 5 }`;
const outgoing = () =>
  `{ protocol: smtp, host: localhost, port: ${sink.port}, security: starttls, user: sender, password: "\${SMTP}",
            caFile: ${folder}/sink.pem, connectTimeoutSeconds: 5 }`;
const secrets = { IMAP: 'imap-secret', SMTP: 'smtp-secret' };

async function configure(change: (source: string) => string = (source) => source): Promise<void> {
  const source = change(`version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers:
      - key: main
        incoming: ${incoming()}
        outgoing: ${outgoing()}
    templates: [{ name: Hello, text: Hello }, { name: Bye, text: Bye }]
    serviceGroups: [{ key: help, name: Help, email: help@acme.example, template: Hello, signature: Bye }]
    serviceAccesses: [{ name: Help, address: help@acme.example, group: help }]
    agents: [{ login: anna, password: "\${ANNA}", groups: [help, unrouted] }]
`);
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error(JSON.stringify(findings));
  await applyConfiguration(world.db, configuration, { env: { ANNA: 'x' } });
}

async function examine(
  env: Record<string, string | undefined>,
  ...args: string[]
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await doctor.run(args, {
    stdin: Readable.from([]),
    out: (line) => lines.push(...line.split('\n')),
    err: (line) => lines.push(line),
    env: {
      DATABASE_URL: addressOf(world.connection),
      POSTROOM_DATA: folder,
      POSTROOM_HTTP: '127.0.0.1:9',
      ...secrets,
      ...env,
    },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, lines };
}

function addressOf({ host = '', port = 0, database = '' }: ClientConfig): string {
  return `postgres://postroom@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

test('a healthy configuration has nothing that fails, and no line holds a secret', async () => {
  await configure();
  const { code, lines } = await examine({});
  expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
  expect(code).toBe(0);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ok {4}Node\.js: 24\./),
      expect.stringMatching(/^ok {4}database of DATABASE_URL: PostgreSQL \d+.*, migrated/),
      'ok    tenant acme: 2 service groups, 1 active service access, 1 agent, 1 mail server',
      'ok    service group acme/help: sends from help@acme.example, 1 agent',
      'ok    mail server acme/main, incoming: signed in; folder INBOX (0 mails), sent Skickat, trash Papperskorg, IDLE',
      'ok    mail server acme/main, outgoing: signed in',
      'ok    mail of acme: nothing stands still',
      expect.stringMatching(/^warn {2}backend: none answers at http:\/\/127\.0\.0\.1:9/),
      expect.stringMatching(/^warn {2}dictionaries in .*: none for en-US/),
    ]),
  );
  expect(lines.join('\n')).not.toMatch(/imap-secret|smtp-secret/);
});

test('a mailbox that the backend has lost touch with is named, though it can be reached from here', async () => {
  await configure();
  const { id } = await world.db.kysely.selectFrom('mail_server').select('id').executeTakeFirstOrThrow();
  await world.db.kysely
    .insertInto('connection_health')
    .values({
      mail_server_id: id,
      direction: 'in',
      state: 'connected',
      problem: null,
      checked_at: new Date('2026-02-02T10:00:00Z'),
    })
    .execute();
  const { lines } = await examine({});
  expect(lines.join('\n')).toMatch(
    /warn {2}mail server acme\/main, incoming: out of contact, since 2026-02-02T10:00Z\n {6}→ Nobody has spoken/,
  );
});

test('each failing connection names the step that failed and the likely mend', async () => {
  await configure((source) => source.replace(`caFile: ${dovecot.caFile}, `, ''));
  const { code, lines } = await examine({ SMTP: 'wrong-secret' });
  expect(code).toBe(1);
  const text = lines.join('\n');
  expect(text).toMatch(
    /FAIL {2}mail server acme\/main, incoming: failed at the step “encrypt”: The certificate of localhost:\d+ is signed by itself.*\n {6}→ .*caFile/,
  );
  expect(text).toMatch(
    /FAIL {2}mail server acme\/main, outgoing: failed at the step “sign-in”: localhost:\d+ refuses the user sender/,
  );
  expect(text).not.toContain('wrong-secret');
});

test('a mailbox that refuses the password, and a port that nobody listens at, are named', async () => {
  const [unused = 0] = await findFreePorts(1);
  await configure((source) => source.replace(`port: ${sink.port}`, `port: ${unused}`));
  const { code, lines } = await examine({ IMAP: 'wrong-secret' });
  expect(code).toBe(1);
  const text = lines.join('\n');
  expect(text).toMatch(
    /FAIL {2}mail server acme\/main, incoming: failed at the step “sign-in”: localhost:\d+ refuses the user master.*\n {6}→ .*app password/,
  );
  expect(text).toMatch(
    /FAIL {2}mail server acme\/main, outgoing: failed at the step “connect”: Nothing accepts connections at localhost:\d+\.\n {6}→ Check the port/,
  );
  expect(text).not.toContain('wrong-secret');
});

test('a mail server of another make is signed in to, and its self-signed certificate is not trusted unnamed', async () => {
  await using exim = await startExim({
    user: 'sender',
    password: 'smtp-secret',
    localDomain: 'acme.example',
    lmtpPort: 9,
    relayPort: 9,
  });
  const throughExim = (source: string): string =>
    source.replace(`port: ${sink.port}`, `port: ${exim.smtpPort}`).replace(`${folder}/sink.pem`, exim.caFile);
  await configure(throughExim);
  expect((await examine({})).lines).toContain('ok    mail server acme/main, outgoing: signed in');
  await configure((source) => throughExim(source).replace(`caFile: ${exim.caFile}, `, ''));
  expect((await examine({})).lines.join('\n')).toMatch(
    /FAIL {2}mail server acme\/main, outgoing: failed at the step “encrypt”: The certificate of localhost:\d+ is signed by itself.*\n {6}→ .*caFile/,
  );
});

test('a secret that is missing and a folder that is not there are named', async () => {
  await configure((source) =>
    source.replace('user: master', 'user: master, afterStoring: { action: move, folder: Done }'),
  );
  const { lines } = await examine({ SMTP: undefined });
  const text = lines.join('\n');
  expect(text).toMatch(/warn {2}mail server acme\/main, incoming: There is no folder Done\./);
  expect(text).toMatch(/failed at the step “settings”: .*the environment variable SMTP is not set/i);
});

test('what keeps mail from being answered is pointed out', async () => {
  await configure((source) =>
    source
      .replace(/outgoing: \{[^}]*\}[^}]*\}/, '')
      .replace(
        'email: help@acme.example, template: Hello, signature: Bye',
        'replyUsingAccessAddress: false, expertTemplate: Hello',
      )
      .replace('password: "${ANNA}", groups: [help, unrouted]', 'groups: []'),
  );
  const { code, lines } = await examine({});
  const states = lines.filter((line) => /^(FAIL|warn)/.test(line)).map((line) => line.replace(/ {2}/g, ' '));
  expect(code).toBe(1);
  expect(states).toEqual(
    expect.arrayContaining([
      'FAIL tenant acme: has no mail server that sends',
      expect.stringMatching(/^FAIL service group acme\/help: .* it cannot send at all$/),
      'warn service group acme/help: has no default template: replies begin empty',
      'warn service group acme/help: has no signature: its mail ends without one',
      'warn service group acme/help: nobody works in it',
      'warn service group acme/help: the template Hello has no [ExtAgentReply]: an expert’s answer comes at its end',
      'warn tenant acme: 1 agent cannot sign in, having no password: anna',
      'warn tenant acme: nobody sees mail that fits no service access',
    ]),
  );
});

test('mails that stand still are counted', async () => {
  await configure();
  const { kysely } = world.db;
  const tenant = await kysely.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
  await kysely
    .insertInto('blob')
    .values({ sha256: 'x', bytes: Buffer.from('x') })
    .execute();
  await kysely
    .insertInto('mail')
    .values({
      tenant_id: tenant.id,
      direction: 'in',
      state: 'received',
      source_sha256: 'x',
      size: 1,
      received_at: new Date(Date.now() - 600_000),
    } as never)
    .execute();
  const { lines } = await examine({});
  expect(lines).toContain(
    'FAIL  mail of acme: 1 mail received more than five minutes ago, safe, but not read yet',
  );
});

test('a response file whose newest version has errors is pointed out', async () => {
  await configure();
  const { kysely } = world.db;
  const tenant = await kysely.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
  await kysely
    .insertInto('response_file')
    .values({ tenant_id: tenant.id, key: 'answers', source: '', sha256: 'x', problem: 'r.xml:1:1 is empty' })
    .execute();
  const { lines } = await examine({});
  expect(lines.join('\n')).toMatch(
    /warn {2}response file acme\/answers: the last good one is in use, .*r\.xml:1:1 is empty\n {6}→ .*postroom responses check/,
  );
});

test('a database that does not answer is said as such, and the rest is left out', async () => {
  const { code, lines } = await examine({ DATABASE_URL: 'postgres://a:pg-secret@127.0.0.1:9/x' });
  expect(code).toBe(1);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^FAIL {2}database of DATABASE_URL: No PostgreSQL accepts connections at 127\.0\.0\.1:9/,
    ),
  );
  expect(lines.join('\n')).not.toContain('pg-secret');
  expect(lines.join('\n')).not.toContain('tenant');
});

test('on a machine without anything it says how to begin, and makes nothing', async () => {
  const { code, lines } = await examine({ DATABASE_URL: undefined, POSTROOM_DATA: 'none' });
  expect(code).toBe(0);
  expect(lines.join('\n')).toMatch(/warn {2}embedded database: was never started .*\n.*postroom apply FILE/);
  expect(lines.join('\n')).toContain('not there yet');
});

test('--json gives one document with the same in it', async () => {
  await configure();
  const { lines } = await examine({ POSTROOM_LGO: 'x' }, '--json');
  const document: unknown = JSON.parse(lines.join('\n'));
  expect(document).toMatchObject({
    ok: true,
    diagnoses: expect.arrayContaining([
      {
        state: 'warn',
        subject: 'environment',
        text: expect.stringContaining(
          'POSTROOM_LGO is no setting of Postroom; did you mean POSTROOM_LOG?',
        ) as string,
        mend: 'Correct the name, or remove it.',
      },
    ]) as unknown[],
  });
});
