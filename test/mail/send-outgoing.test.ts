import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openLog } from '../../backend/log.ts';
import { incomingServer, outgoingServer } from '../../contract/domain/mail-server.ts';
import type { AgentId, OutgoingId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { openSessionLocks, type SessionLocks } from '../../backend/mail/session-locks.ts';
import { readOutgoing } from '../../backend/mail/outbox/publish-outgoing.ts';
import { recoverOutgoing } from '../../backend/mail/outbox/recover-outgoing.ts';
import { type SendTools, sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { storeSentCopy } from '../../backend/mail/outbox/sent-copy.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import { startDovecot } from '../world/dovecot.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { addAgent, queueReply, type QueuedReply } from '../world/queue-reply.ts';
import { type SmtpSink, type SmtpSinkSettings, startSmtpSink } from '../world/smtp-sink.ts';

let world: TestDatabase;
let locks: SessionLocks;
let folder: string;
let tools: SendTools;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-send-'));
  locks = openSessionLocks(world.db);
  tools = {
    db: world.db,
    locks,
    log: pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }),
    secrets: {
      resolve: (reference) => (reference.includes('WRONG') ? 'hunter2' : 'secret'),
      baseFolder: folder,
    },
  };
});

afterAll(async () => {
  await locks.stop();
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Desk extends AsyncDisposable {
  readonly sink: SmtpSink;
  readonly tenant: ConfiguredTenant;
  readonly agentId: AgentId;
  readonly queue: (reply: QueuedReply) => Promise<OutgoingId>;
  /** Runs the job as often as given and says how the row stands then. */
  readonly send: (
    id: OutgoingId,
    times?: number,
  ) => Promise<NonNullable<Awaited<ReturnType<typeof readOutgoing>>>>;
}

let desks = 0;
async function openDesk(
  sinkSettings: SmtpSinkSettings = {},
  server: Readonly<Record<string, unknown>> = {},
  incoming?: Readonly<Record<string, unknown>>,
): Promise<Desk> {
  const sink = await startSmtpSink(sinkSettings);
  const caFile = path.join(folder, `${sink.port}.pem`);
  await writeFile(caFile, sink.certificate);
  const tenant = await configureTenant(world.db, {
    key: `desk-${++desks}`,
    outgoing: outgoingServer.parse({
      protocol: 'smtp',
      host: 'localhost',
      port: sink.port,
      security: 'starttls',
      caFile,
      connectTimeoutSeconds: 2,
      ...server,
    }),
    ...(incoming ? { incoming: incomingServer.parse(incoming) } : {}),
  });
  const agentId = await addAgent(world.db, tenant);
  return {
    sink,
    tenant,
    agentId,
    queue: (reply) => queueReply(world.db, tenant, agentId, reply),
    async send(id, times = 1) {
      for (let run = 0; run < times; run++) await sendOutgoing(tools, { outgoingId: id });
      const row = await readOutgoing(world.db.kysely, id);
      if (!row) throw new Error('the row is gone');
      return row;
    },
    [Symbol.asyncDispose]: () => sink.stop(),
  };
}

async function listJobs(name: string, id: OutgoingId): Promise<readonly { start_after: Date }[]> {
  const { rows } = await world.db.pool.query<{ start_after: Date }>(
    `select start_after from jobs.job where name = $1 and data ->> 'outgoingId' = $2 order by start_after`,
    [name, id],
  );
  return rows;
}

test('the stored bytes are handed over once, however often the job comes', async () => {
  await using desk = await openDesk();
  const raw = composeMail('dots', { text: '.one\r\n..two\r\n\r\nÅ\r\n' });
  const id = await desk.queue({ number: 'dots', to: ['a@example.com', 'b@example.com'], raw });
  expect(await desk.send(id, 3)).toMatchObject({
    state: 'accepted',
    attempts: 1,
    lastError: null,
    sentCopy: 'none',
  });
  expect(desk.sink.messages).toHaveLength(1);
  expect(desk.sink.messages[0]).toMatchObject({
    from: 'help@desk.example',
    to: ['a@example.com', 'b@example.com'],
    secure: true,
  });
  expect(desk.sink.messages[0]?.raw.toString()).toBe(raw);
  const events = await world.db.kysely
    .selectFrom('event')
    .select('payload')
    .where('tenant_id', '=', desk.tenant.tenantId)
    .orderBy('revision')
    .execute();
  const states = events.map(({ payload }) => payload.type === 'outgoing.changed' && payload.outgoing.state);
  expect(states).toEqual(['sending', 'data-sent', 'accepted']);
});

test('several jobs at once make one attempt', async () => {
  await using desk = await openDesk();
  const id = await desk.queue({ number: 'race' });
  const others = openSessionLocks(world.db);
  await Promise.all([
    ...Array.from({ length: 4 }, () => sendOutgoing(tools, { outgoingId: id })),
    ...Array.from({ length: 4 }, () => sendOutgoing({ ...tools, locks: others }, { outgoingId: id })),
  ]);
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 1 });
  expect(desk.sink.messages).toHaveLength(1);
  await others.stop();
});

test('during the undo time nothing is sent, and the job comes again', async () => {
  await using desk = await openDesk();
  const notBefore = new Date(Date.now() + 60_000);
  const id = await desk.queue({ number: 'undo', notBefore });
  expect(await desk.send(id)).toMatchObject({ state: 'queued', attempts: 0 });
  expect((await listJobs('send', id)).at(-1)?.start_after).toEqual(notBefore);
  await world.db.kysely
    .updateTable('outgoing')
    .set({ state: 'withdrawn', not_before: new Date() })
    .where('id', '=', id)
    .execute();
  expect(await desk.send(id)).toMatchObject({ state: 'withdrawn', attempts: 0 });
  expect(desk.sink.connections()).toBe(0);
});

test.for([
  ['at the greeting', 'connect', 421],
  ['for the sender', 'mail', 451],
  ['for the recipient', 'rcpt', 450],
  ['for the message', 'message', 452],
] as const)('a temporary refusal %s queues the mail for later', async ([, at, code]) => {
  await using desk = await openDesk({ fault: () => ({ at, code, text: '4.7.1 come again' }) });
  const id = await desk.queue({ number: `later-${at}` });
  const row = await desk.send(id, 2);
  expect(row).toMatchObject({
    state: 'queued',
    attempts: 1,
    lastError: expect.stringMatching(/localhost|come again/),
  });
  const pause = new Date(row.notBefore).getTime() - Date.now();
  expect(pause).toBeGreaterThan(50_000);
  expect(pause).toBeLessThanOrEqual(60_000);
  expect((await listJobs('send', id)).at(-1)?.start_after.toISOString()).toBe(row.notBefore);
  expect(desk.sink.messages).toEqual([]);
});

test.for([
  ['the sender', 'mail', 550],
  ['the recipient', 'rcpt', 550],
  ['the message', 'message', 554],
] as const)('a lasting refusal of %s is final, in the server’s words', async ([, at, code]) => {
  await using desk = await openDesk({ fault: () => ({ at, code, text: '5.7.1 send as not allowed' }) });
  const id = await desk.queue({ number: `refused-${at}` });
  expect(await desk.send(id, 2)).toMatchObject({
    state: 'rejected',
    attempts: 1,
    lastError: expect.stringContaining('5.7.1 send as not allowed'),
  });
  expect(desk.sink.messages).toEqual([]);
});

test('who was refused is named, and who has the mail does not get it again', async () => {
  await using desk = await openDesk({
    fault: (at, { to }) =>
      at === 'rcpt' && to.includes('gone@example.com')
        ? { at, code: 550, text: '5.1.1 no such user' }
        : undefined,
  });
  const id = await desk.queue({
    number: 'partly',
    to: ['a@example.com', 'gone@example.com', 'b@example.com'],
  });
  expect(await desk.send(id, 2)).toMatchObject({
    state: 'rejected',
    lastError:
      'Refused for gone@example.com (“550 5.1.1 no such user”). The other 2 recipients have received it and will not get it again.',
  });
  expect(desk.sink.messages.map((message) => message.to)).toEqual([['a@example.com', 'b@example.com']]);
  const row = await world.db.kysely
    .selectFrom('outgoing')
    .select('envelope_to')
    .where('id', '=', id)
    .executeTakeFirst();
  expect(row?.envelope_to).toEqual(['gone@example.com']);
});

test('who was put off gets the mail later, alone', async () => {
  let slow = true;
  await using desk = await openDesk({
    fault: (at, { to }) =>
      slow && at === 'rcpt' && to.includes('slow@example.com')
        ? { at, code: 450, text: '4.2.0 greylisted' }
        : undefined,
  });
  const id = await desk.queue({ number: 'put-off', to: ['a@example.com', 'slow@example.com'] });
  expect(await desk.send(id)).toMatchObject({
    state: 'queued',
    lastError: expect.stringContaining('slow@example.com for now'),
  });
  slow = false;
  await world.db.kysely
    .updateTable('outgoing')
    .set({ not_before: new Date() })
    .where('id', '=', id)
    .execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2, lastError: null });
  expect(desk.sink.messages.map((message) => message.to)).toEqual([['a@example.com'], ['slow@example.com']]);
});

test('a connection cut before the final dot is no delivery: the mail is queued again', async () => {
  await using desk = await openDesk({ fault: () => ({ at: 'before-final-dot' }) });
  const id = await desk.queue({
    number: 'cut-early',
    raw: composeMail('cut-early', { atLeastBytes: 3_000_000 }),
  });
  expect(await desk.send(id)).toMatchObject({ state: 'queued', attempts: 1 });
  expect(desk.sink.messages).toEqual([]);
});

test.for([[true], [false]])(
  'a connection cut after the final dot (delivered: %s) is uncertain, and stays so',
  async ([delivered]) => {
    await using desk = await openDesk({
      fault: () => ({ at: 'after-final-dot', delivered: delivered === true }),
    });
    const id = await desk.queue({ number: `cut-late-${delivered}` });
    expect(await desk.send(id, 3)).toMatchObject({
      state: 'uncertain',
      attempts: 1,
      lastError: expect.stringContaining('not sent again by itself'),
    });
    await recoverOutgoing(tools);
    expect(await desk.send(id)).toMatchObject({ state: 'uncertain', attempts: 1 });
    expect(desk.sink.messages).toHaveLength(delivered === true ? 1 : 0);
  },
);

test('a backend that is told to end waits seconds for a silent server, not minutes, and then names the mail uncertain', async () => {
  const stopping = new AbortController();
  await using desk = await openDesk({
    pause: (at) => {
      if (at === 'message') return 0;
      stopping.abort();
      // Longer than the test may take; who waits for this answer fails it.
      return 60_000;
    },
  });
  const id = await desk.queue({ number: 'stopped' });
  await sendOutgoing({ ...tools, stopping: stopping.signal }, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({
    state: 'uncertain',
    lastError: expect.stringContaining('not sent again by itself'),
  });
}, 30_000);

test('a connection cut after the answer is a delivery', async () => {
  await using desk = await openDesk({ fault: () => ({ at: 'after-answer' }) });
  expect(await desk.send(await desk.queue({ number: 'cut-after' }))).toMatchObject({ state: 'accepted' });
});

test('what a dead sender has left is taken up: not handed over again queued, handed over uncertain', async () => {
  await using desk = await openDesk();
  const [sending, dataSent, living] = [
    await desk.queue({ number: 'left-sending' }),
    await desk.queue({ number: 'left-data-sent' }),
    await desk.queue({ number: 'living' }),
  ];
  const leave = (id: OutgoingId, state: 'sending' | 'data-sent') =>
    world.db.kysely.updateTable('outgoing').set({ state, attempts: 1 }).where('id', '=', id).execute();
  await Promise.all([leave(sending, 'sending'), leave(dataSent, 'data-sent'), leave(living, 'data-sent')]);
  const others = openSessionLocks(world.db);
  await others.tryLock(`outgoing:${living}`);
  await recoverOutgoing(tools);
  expect(await readOutgoing(world.db.kysely, sending)).toMatchObject({ state: 'queued' });
  expect(await readOutgoing(world.db.kysely, dataSent)).toMatchObject({ state: 'uncertain' });
  expect(await readOutgoing(world.db.kysely, living)).toMatchObject({ state: 'data-sent' });
  expect(await desk.send(sending)).toMatchObject({ state: 'accepted', attempts: 2 });
  await others.stop();
});

test('an attempt that was overtaken does not hand its message over', async () => {
  let overtaken: OutgoingId | null = null;
  await using desk = await openDesk();
  const db = {
    ...world.db,
    // Between the claim and the last bytes the row is queued again, as a recovery does that thinks the sender dead.
    transaction: async (...[actor, work]: Parameters<typeof world.db.transaction>) => {
      const row = overtaken && (await readOutgoing(world.db.kysely, overtaken));
      if (row?.state === 'sending')
        await world.db.kysely
          .updateTable('outgoing')
          .set({ state: 'queued', attempts: 7 })
          .where('id', '=', row.id)
          .execute();
      return world.db.transaction(actor, work);
    },
  } as typeof world.db;
  overtaken = await desk.queue({ number: 'overtaken' });
  await sendOutgoing({ ...tools, db }, { outgoingId: overtaken });
  expect(desk.sink.messages).toEqual([]);
  expect(await readOutgoing(world.db.kysely, overtaken)).toMatchObject({ state: 'queued', attempts: 7 });
});

test('an address with a line end in it is refused before any connection', async () => {
  await using desk = await openDesk();
  const id = await desk.queue({ number: 'inject', to: ['a@example.com\r\nRCPT TO:<evil@example.com>'] });
  expect(await desk.send(id)).toMatchObject({ state: 'rejected' });
  expect(desk.sink.connections()).toBe(0);
});

test('a domain beyond ASCII goes to any server as the name system has it, and is named as it was written', async () => {
  await using desk = await openDesk(
    {
      utf8: false,
      // The stand-in itself reads such domains back.
      fault: (at, { to }) =>
        at === 'rcpt' && to.includes('gone@müller.example')
          ? { at, code: 550, text: '5.1.1 no such user' }
          : undefined,
    },
    { enableDebug: true },
  );
  const lines: string[] = [];
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  const id = await desk.queue({
    number: 'umlaut',
    from: 'help@bücher.example',
    to: ['info@müller.example', 'gone@müller.example'],
  });
  await sendOutgoing({ ...tools, log }, { outgoingId: id });
  const row = await readOutgoing(world.db.kysely, id);
  expect(row).toMatchObject({ state: 'rejected' });
  expect(row?.lastError).toMatch(/^Refused for gone@müller\.example /);
  const said = lines.map((line) => String((JSON.parse(line) as { readonly said?: unknown }).said));
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^MAIL FROM:<help@xn--bcher-kva\.example>/),
      'RCPT TO:<info@xn--mller-kva.example>',
      'RCPT TO:<gone@xn--mller-kva.example>',
    ]),
  );
});

test('an address that needs SMTPUTF8 is refused, by name, where the server has not got it, and else sent', async () => {
  const to = ['δοκιμή@müller.example', 'a@example.com'];
  await using old = await openDesk({ utf8: false });
  expect(await old.send(await old.queue({ number: 'greek', to }))).toMatchObject({
    state: 'rejected',
    lastError:
      'The server refuses the mail: “δοκιμή@müller.example: the part before the @ is not in ASCII, which needs a server with SMTPUTF8, and this one has not”. Nobody has received it.',
  });
  expect(old.sink.messages).toEqual([]);
  await using modern = await openDesk();
  expect(await modern.send(await modern.queue({ number: 'greek again', to }))).toMatchObject({
    state: 'accepted',
  });
  expect(modern.sink.messages).toMatchObject([{ to }]);
});

test.for([
  [
    'a wrong password',
    { users: { 'help@desk.example': 'secret' } },
    { user: 'help@desk.example', password: '${WRONG}' },
    'refuses the user help@desk.example',
  ],
  ['an unknown certificate', {}, { caFile: undefined }, 'signed by itself'],
  ['STARTTLS that is not there', { without: ['STARTTLS'] }, {}, 'does not offer STARTTLS'],
  ['a name that does not exist', {}, { host: 'smtp.does-not-exist.invalid' }, 'cannot be resolved'],
] as const)('%s queues the mail and says what to do', async ([name, sinkSettings, server, words]) => {
  await using desk = await openDesk(sinkSettings, server);
  const row = await desk.send(await desk.queue({ number: name.replaceAll(' ', '-') }));
  expect(row).toMatchObject({ state: 'queued', attempts: 1, lastError: expect.stringContaining(words) });
  const health = await world.db.kysely
    .selectFrom('connection_health')
    .select(['state', 'problem'])
    .where('mail_server_id', '=', desk.tenant.serverId)
    .where('direction', '=', 'out')
    .executeTakeFirst();
  expect(health).toMatchObject({ state: 'failing', problem: expect.stringContaining(words) });
  expect(JSON.stringify([row, health])).not.toMatch(/"secret"|hunter2/);
});

test('a port where nothing listens is named', async () => {
  const [port = 0] = await findFreePorts(1);
  await using desk = await openDesk({}, { port });
  expect(await desk.send(await desk.queue({ number: 'refused-port' }))).toMatchObject({
    state: 'queued',
    lastError: expect.stringContaining(`Nothing accepts connections at localhost:${port}`),
  });
});

test('sign-in over TLS from the first byte works', async () => {
  await using desk = await openDesk(
    { secure: true, users: { 'help@desk.example': 'secret' } },
    { security: 'ssl', user: 'help@desk.example', password: '${RIGHT}' },
  );
  expect(await desk.send(await desk.queue({ number: 'ssl' }))).toMatchObject({ state: 'accepted' });
  expect(desk.sink.messages[0]).toMatchObject({ user: 'help@desk.example', secure: true });
});

test('the copy lies in the Sent folder once, as read, however often its job comes', async () => {
  const user = 'help@desk.example';
  await using dovecot = await startDovecot({
    users: { [user]: 'secret' },
    folders: { 'Gesendete Objekte': 'none' },
  });
  const incoming = {
    protocol: 'imap',
    host: 'localhost',
    port: dovecot.imapsPort,
    caFile: dovecot.caFile,
    user,
    password: '${RIGHT}',
  };
  await using desk = await openDesk({}, {}, incoming);
  const id = await desk.queue({ number: 'copy' });
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', sentCopy: 'pending' });
  expect(await listJobs('sent-copy', id)).toHaveLength(1);
  await storeSentCopy(tools, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ sentCopy: 'stored' });
  // As after a kill between the append and the commit.
  await world.db.kysely.updateTable('outgoing').set({ sent_copy: 'pending' }).where('id', '=', id).execute();
  await storeSentCopy(tools, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ state: 'accepted', sentCopy: 'stored' });
  await using account = await openImapAccount(dovecot, user, 'secret');
  const copies = await account.list('Gesendete Objekte');
  expect(copies.map((copy) => [copy.flags, copy.raw.toString()])).toEqual([
    [['\\Seen'], desk.sink.messages[0]?.raw.toString()],
  ]);
});

test('a copy that cannot be stored is tried for a day and never sends again', async () => {
  const [port = 0] = await findFreePorts(1);
  await using desk = await openDesk({}, {}, { protocol: 'imap', host: 'localhost', port, security: 'none' });
  const id = await desk.queue({ number: 'no-copy' });
  await desk.send(id);
  await storeSentCopy(tools, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ sentCopy: 'pending' });
  expect(await listJobs('sent-copy', id)).toHaveLength(2);
  await world.db.kysely
    .updateTable('outgoing')
    .set({ queued_at: new Date(Date.now() - 25 * 3600_000) })
    .where('id', '=', id)
    .execute();
  await storeSentCopy(tools, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ state: 'accepted', sentCopy: 'failed' });
  expect(desk.sink.messages).toHaveLength(1);
});
