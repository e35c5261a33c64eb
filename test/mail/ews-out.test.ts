import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import { type EwsSender, ewsSender } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { readOutgoing } from '../../backend/mail/outbox/publish-outgoing.ts';
import { recoverOutgoing } from '../../backend/mail/outbox/recover-outgoing.ts';
import { type SendTools, sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { openSessionLocks, type SessionLocks } from '../../backend/mail/session-locks.ts';
import { tryOutgoing } from '../../backend/mail/try-connection.ts';
import { configureTenant } from '../world/configured-tenant.ts';
import {
  type EwsFault,
  type EwsStandIn,
  type EwsStandInSettings,
  startEwsServer,
} from '../world/ews-server.ts';
import { composeMail } from '../world/mail-samples.ts';
import { addAgent, queueReply, type QueuedReply } from '../world/queue-reply.ts';

const user = 'help@desk.example';
let world: TestDatabase;
let locks: SessionLocks;
let tools: SendTools;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  locks = openSessionLocks(world.db);
  tools = {
    db: world.db,
    locks,
    log: pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }),
    secrets: { resolve: () => 'secret', baseFolder: '/' },
  };
});

afterAll(async () => {
  await locks.stop();
  await world[Symbol.asyncDispose]();
});

type Row = NonNullable<Awaited<ReturnType<typeof readOutgoing>>>;

interface Desk extends AsyncDisposable {
  readonly exchange: EwsStandIn;
  readonly outgoing: EwsSender;
  readonly queue: (reply: QueuedReply) => Promise<OutgoingId>;
  /** Runs the job as often as given and says how the row stands then. */
  readonly send: (id: OutgoingId, times?: number) => Promise<Row>;
  /** The row is due now. */
  readonly due: (id: OutgoingId) => Promise<void>;
  /** CreateItem goes wrong so, each time. */
  readonly fail: (fault: EwsFault | undefined) => void;
  readonly health: () => Promise<string | null | undefined>;
}

let desks = 0;
async function openDesk(more: Partial<EwsSender> = {}, settings: EwsStandInSettings = {}): Promise<Desk> {
  const exchange = await startEwsServer({ users: { [user]: 'secret' }, ...settings });
  const outgoing = ewsSender.parse({
    protocol: 'ews',
    url: exchange.url,
    user,
    password: '${TEST_PASSWORD}',
    connectTimeoutSeconds: 2,
    ...more,
  });
  const tenant = await configureTenant(world.db, { key: `ews-out-${++desks}`, outgoing });
  const agentId = await addAgent(world.db, tenant);
  return {
    exchange,
    outgoing,
    queue: (reply) => queueReply(world.db, tenant, agentId, reply),
    async send(id, times = 1) {
      for (let run = 0; run < times; run++) await sendOutgoing(tools, { outgoingId: id });
      const row = await readOutgoing(world.db.kysely, id);
      if (!row) throw new Error('the row is gone');
      return row;
    },
    async due(id) {
      await world.db.kysely
        .updateTable('outgoing')
        .set({ not_before: new Date() })
        .where('id', '=', id)
        .execute();
    },
    fail: (fault) => exchange.failWith(({ operation }) => (operation === 'CreateItem' ? fault : undefined)),
    async health() {
      const row = await world.db.kysely
        .selectFrom('connection_health')
        .select('problem')
        .where('mail_server_id', '=', tenant.serverId)
        .executeTakeFirst();
      return row?.problem;
    },
    [Symbol.asyncDispose]: () => exchange[Symbol.asyncDispose](),
  };
}

test('the stored bytes are sent once, however often the job comes, and kept among the sent mails', async () => {
  await using desk = await openDesk();
  const raw = composeMail('bytes', { from: user, to: 'a@example.com', text: 'Å & <b>\r\n.\r\n' });
  const id = await desk.queue({ number: 'bytes', to: ['a@example.com'], raw });
  expect(await desk.send(id, 3)).toMatchObject({ state: 'accepted', attempts: 1, sentCopy: 'none' });
  expect(desk.exchange.sent).toHaveLength(1);
  expect(desk.exchange.sent[0]).toMatchObject({ mailbox: user, recipients: ['a@example.com'] });
  expect(desk.exchange.sent[0]?.raw.toString()).toBe(raw);
  expect(desk.exchange.mailbox(user).folder('sentitems')?.items.size).toBe(1);
  expect(await desk.health()).toBeNull();
});

test('blind recipients get the mail and are seen by nobody', async () => {
  await using desk = await openDesk();
  const raw = composeMail('blind', {
    from: user,
    to: '"Ann, of Example" <a@example.com>,\r\n =?utf-8?q?B=C3=B6?= <B@Example.com>',
    headers: ['Cc: c@xn--bcher-kva.example'],
  });
  const to = ['a@example.com', 'b@example.com', 'c@bücher.example', 'hidden@example.com', 'x&y@example.com'];
  const id = await desk.queue({ number: 'blind', to, raw });
  expect(await desk.send(id)).toMatchObject({ state: 'accepted' });
  const [sent] = desk.exchange.sent;
  expect(sent?.visible).toEqual(['a@example.com', 'B@Example.com', 'c@xn--bcher-kva.example']);
  expect(sent?.recipients.slice(3)).toEqual(['hidden@example.com', 'x&y@example.com']);
  expect(sent?.raw.toString()).not.toContain('hidden@example.com');
});

test('a mail whose header names somebody who shall not get it is not sent', async () => {
  await using desk = await openDesk();
  const raw = composeMail('uncalled', { from: user, to: 'a@example.com, b@example.com' });
  const id = await desk.queue({ number: 'uncalled', to: ['b@example.com'], raw });
  expect(await desk.send(id)).toMatchObject({
    state: 'rejected',
    lastError: expect.stringContaining('The header names a@example.com, who shall not get the mail'),
  });
  expect(desk.exchange.asked).toEqual([]);
});

test('data-sent is written down before the request that sends, and not earlier', async () => {
  await using desk = await openDesk();
  const id = await desk.queue({ number: 'order', to: ['a@example.com'] });
  const states: [string, Promise<Row | undefined>][] = [];
  desk.exchange.failWith(({ operation }) => {
    states.push([operation, readOutgoing(world.db.kysely, id)]);
    return undefined;
  });
  await desk.send(id);
  const seen = await Promise.all(states.map(async ([operation, row]) => [operation, (await row)?.state]));
  expect(seen[0]).toEqual(['GetFolder', 'sending']);
  expect(seen[1]?.[0]).toBe('CreateItem');
  expect(['data-sent', 'accepted']).toContain(seen[1]?.[1]);
});

test('a connection that ends after the mail was sent is a delivery: it is found among the sent mails', async () => {
  await using desk = await openDesk();
  desk.fail({ fault: 'reset', done: true });
  const id = await desk.queue({ number: 'reset-after', to: ['a@example.com'] });
  expect(await desk.send(id, 2)).toMatchObject({ state: 'accepted', attempts: 1 });
  expect(desk.exchange.sent).toHaveLength(1);
});

test.for<EwsFault>([
  { fault: 'reset', done: false },
  { fault: 'cut' },
  { fault: 'status', status: 502 },
  { fault: 'status', status: 504 },
  { fault: 'status', status: 200, body: '<html>Sign in</html>' },
  { fault: 'error', code: 'ErrorInternalServerError' },
  { fault: 'error', code: 'ErrorTimeoutExpired', as: 'fault' },
])('where nobody can say whether it was sent it is uncertain, and never sent again: %j', async (fault) => {
  // Sent mails are not kept here, so that they cannot tell.
  await using desk = await openDesk();
  desk.exchange.failWith(({ operation }) => {
    if (operation === 'FindItem') return { fault: 'error', code: 'ErrorAccessDenied' };
    return operation === 'CreateItem' ? fault : undefined;
  });
  const id = await desk.queue({ number: 'unclear', to: ['a@example.com'] });
  expect(await desk.send(id, 3)).toMatchObject({
    state: 'uncertain',
    attempts: 1,
    lastError: expect.stringContaining('not sent again by itself'),
  });
  await recoverOutgoing(tools);
  expect(await desk.send(id)).toMatchObject({ state: 'uncertain', attempts: 1 });
  expect(desk.exchange.operations().filter((operation) => operation === 'CreateItem')).toHaveLength(1);
});

test('an uncertain mail that a person has sent again is not sent twice where the sent mails tell of it', async () => {
  await using desk = await openDesk();
  let isHidden = true;
  desk.exchange.failWith(({ operation }) => {
    if (operation === 'FindItem' && isHidden) return { fault: 'error', code: 'ErrorAccessDenied' };
    return operation === 'CreateItem' ? { fault: 'reset', done: true } : undefined;
  });
  const id = await desk.queue({ number: 'again', to: ['a@example.com'] });
  expect(await desk.send(id)).toMatchObject({ state: 'uncertain' });
  isHidden = false;
  await world.db.kysely.updateTable('outgoing').set({ state: 'queued' }).where('id', '=', id).execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(desk.exchange.sent).toHaveLength(1);
});

test.for<EwsFault>([
  { fault: 'busy', as: 'fault', backOff: 600_000 },
  { fault: 'busy', as: 'message', backOff: 600_000 },
  { fault: 'status', status: 503, headers: { 'retry-after': '600' } },
  { fault: 'status', status: 429, headers: { 'retry-after': '600' } },
])('a busy Exchange gets the mail later, and not before it says so: %j', async (fault) => {
  await using desk = await openDesk();
  desk.fail(fault);
  const id = await desk.queue({ number: 'busy', to: ['a@example.com'] });
  const row = await desk.send(id, 2);
  expect(row).toMatchObject({
    state: 'queued',
    attempts: 1,
    lastError: expect.stringContaining('has had enough of us for now'),
  });
  expect(new Date(row.notBefore).getTime() - Date.now()).toBeGreaterThan(500_000);
  // A job that comes all the same does not bother Exchange.
  await desk.due(id);
  const before = desk.exchange.asked.length;
  expect(await desk.send(id)).toMatchObject({ state: 'queued', attempts: 2 });
  expect(desk.exchange.asked).toHaveLength(before);
  expect(desk.exchange.sent).toEqual([]);
});

test('a mail that was put off is sent when its time comes', async () => {
  await using desk = await openDesk();
  desk.fail({ fault: 'error', code: 'ErrorMailboxStoreUnavailable' });
  const id = await desk.queue({ number: 'later', to: ['a@example.com'] });
  expect(await desk.send(id)).toMatchObject({ state: 'queued', attempts: 1 });
  desk.fail(undefined);
  await desk.due(id);
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2, lastError: null });
  expect(desk.exchange.sent).toHaveLength(1);
});

test.for([
  ['ErrorMessageSizeExceeded', 'message'],
  ['ErrorInvalidRecipients', 'message'],
  ['ErrorSchemaValidation', 'fault'],
] as const)('a refusal of the mail itself is final, in the server’s words: %s', async ([code, as]) => {
  await using desk = await openDesk();
  desk.fail({ fault: 'error', code, as });
  const id = await desk.queue({ number: code, to: ['a@example.com'] });
  expect(await desk.send(id, 2)).toMatchObject({
    state: 'rejected',
    attempts: 1,
    lastError: expect.stringContaining(`${code}: The stand-in says`),
  });
});

test('a sender that the mailbox may not send as is refused as such, and where it may is used', async () => {
  await using desk = await openDesk({}, { sendAs: ['sales@desk.example'] });
  const reply = (from: string) => desk.queue({ number: from, from, to: ['a@example.com'] });
  expect(await desk.send(await reply('boss@desk.example'))).toMatchObject({
    state: 'rejected',
    lastError: expect.stringContaining('ErrorSendAsDenied'),
  });
  expect(await desk.send(await reply('sales@desk.example'))).toMatchObject({ state: 'accepted' });
});

test('reports of delivery are asked for where the group wants them', async () => {
  await using desk = await openDesk();
  const id = await desk.queue({ number: 'report', to: ['a@example.com'] });
  await world.db.kysely.updateTable('outgoing').set({ envelope_id: 'ENV1' }).where('id', '=', id).execute();
  await desk.send(id);
  await desk.send(await desk.queue({ number: 'no-report', to: ['a@example.com'] }));
  expect(desk.exchange.sent.map(({ wantsReport }) => wantsReport)).toEqual([true, false]);
});

test('what an administrator must mend keeps the mail waiting, and is seen before it is handed over', async () => {
  await using desk = await openDesk({ mailbox: 'service@desk.example' });
  const id = await desk.queue({ number: 'denied', to: ['a@example.com'] });
  expect(await desk.send(id)).toMatchObject({
    state: 'queued',
    lastError: expect.stringContaining('ApplicationImpersonation'),
  });
  expect(await desk.health()).toContain('may not act for the mailbox service@desk.example');
  expect(desk.exchange.operations()).not.toContain('CreateItem');
});

test('an Exchange that is not there keeps the mail waiting', async () => {
  const desk = await openDesk();
  await desk.exchange[Symbol.asyncDispose]();
  const id = await desk.queue({ number: 'nobody', to: ['a@example.com'] });
  expect(await desk.send(id)).toMatchObject({
    state: 'queued',
    lastError: expect.stringContaining('Nothing accepts connections at 127.0.0.1:'),
  });
});

test('a trial signs in as the sender, for the mailbox, and sends nothing', async () => {
  const mailbox = 'service@desk.example';
  await using desk = await openDesk({ mailbox }, { impersonators: [user] });
  expect(await tryOutgoing(desk.outgoing, tools.secrets)).toEqual({
    works: true,
    found: 'signed in, acting for service@desk.example; what is sent is kept in Sent Items',
    remarks: [],
  });
  expect(desk.exchange.operations()).toEqual(['GetFolder']);
});
