import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentId, OutgoingId } from '../../contract/domain/ids.ts';
import { type GraphSender, graphSender } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { openTokenSources } from '../../backend/mail/oauth/token-source.ts';
import { readOutgoing } from '../../backend/mail/outbox/publish-outgoing.ts';
import { type Looked, reconcileUncertain } from '../../backend/mail/outbox/reconcile-uncertain.ts';
import { recoverOutgoing } from '../../backend/mail/outbox/recover-outgoing.ts';
import { type SendTools, sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { openSessionLocks, type SessionLocks } from '../../backend/mail/session-locks.ts';
import { tryOutgoing } from '../../backend/mail/try-connection.ts';
import { composeMail as composeReply } from '../../backend/replies/compose-mail.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import {
  type GraphFault,
  type GraphServerSettings,
  type GraphServerStandIn,
  startGraphServer,
} from '../world/graph-server.ts';
import { composeMail } from '../world/mail-samples.ts';
import { addAgent, queueReply, type QueuedReply } from '../world/queue-reply.ts';
import { startTokenAuthority, type TokenAuthority } from '../world/token-authority.ts';

const user = 'help@desk.example';
let world: TestDatabase;
let locks: SessionLocks;
let authority: TokenAuthority;
let tools: SendTools;

beforeAll(async () => {
  [world, authority] = await Promise.all([openTestDatabase({ jobs: true }), startTokenAuthority()]);
  locks = openSessionLocks(world.db);
  tools = {
    db: world.db,
    locks,
    log: pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }),
    secrets: {
      resolve: () => 'secret',
      baseFolder: '/',
      tokens: openTokenSources({ resolve: () => 'secret', store: null, fresh: 0 }),
    },
  };
});

afterAll(async () => {
  await locks.stop();
  await authority[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

interface Desk extends AsyncDisposable {
  readonly graph: GraphServerStandIn;
  readonly tenant: ConfiguredTenant;
  readonly agentId: AgentId;
  readonly outgoing: GraphSender;
  readonly queue: (reply: QueuedReply) => Promise<OutgoingId>;
  /** Runs the job as often as given and says how the row stands then. */
  readonly send: (
    id: OutgoingId,
    times?: number,
  ) => Promise<NonNullable<Awaited<ReturnType<typeof readOutgoing>>>>;
}

let desks = 0;
async function openDesk(settings: Partial<GraphServerSettings> = {}): Promise<Desk> {
  const graph = await startGraphServer({ mailboxes: [user], ...settings });
  const outgoing = graphSender.parse({
    protocol: 'graph',
    url: graph.url,
    mailbox: user,
    oauth: {
      tenantAuthority: authority.url,
      directoryId: 'desk.example',
      clientId: `sender-${++desks}`,
      clientSecret: '${SECRET}',
    },
  });
  const tenant = await configureTenant(world.db, { key: `sending-desk-${desks}`, outgoing });
  const agentId = await addAgent(world.db, tenant);
  return {
    graph,
    tenant,
    agentId,
    outgoing,
    queue: (reply) => queueReply(world.db, tenant, agentId, reply),
    async send(id, times = 1) {
      for (let run = 0; run < times; run++) await sendOutgoing(tools, { outgoingId: id });
      const row = await readOutgoing(world.db.kysely, id);
      if (!row) throw new Error('the row is gone');
      return row;
    },
    [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose](),
  };
}

/** A fault of the request that sends, as often as given. */
function whenSent(fault: GraphFault, times = Number.POSITIVE_INFINITY): Partial<GraphServerSettings> {
  let left = times;
  return { fault: ({ path }) => (path.endsWith('/send') && left-- > 0 ? fault : undefined) };
}

test('the stored bytes are sent once, however often the job comes, and lie among the sent mails', async () => {
  await using desk = await openDesk();
  const raw = composeMail('bytes', { from: user, to: 'a@example.com, b@example.com', text: '.one\r\nÅ\r\n' });
  const id = await desk.queue({ number: 'bytes', to: ['a@example.com', 'b@example.com'], raw });
  expect(await desk.send(id, 3)).toMatchObject({ state: 'accepted', attempts: 1, lastError: null });
  expect(desk.graph.sent).toHaveLength(1);
  expect(desk.graph.sent[0]).toMatchObject({ mailbox: user, to: ['a@example.com', 'b@example.com'] });
  expect(desk.graph.sent[0]?.raw.toString()).toBe(raw);
  expect(desk.graph.mailbox(user).list('sentitems')).toHaveLength(1);
  expect(desk.graph.mailbox(user).list('drafts')).toEqual([]);
  const events = await world.db.kysely
    .selectFrom('event')
    .select('payload')
    .where('tenant_id', '=', desk.tenant.tenantId)
    .orderBy('revision')
    .execute();
  const states = events.map(({ payload }) => payload.type === 'outgoing.changed' && payload.outgoing.state);
  expect(states).toEqual(['sending', 'data-sent', 'accepted']);
});

test('the envelope decides who gets it: blind copies too, and nobody whom only the header names', async () => {
  await using desk = await openDesk();
  const raw = composeMail('envelope', {
    from: user,
    to: 'Anna <Anna@example.com>, has-it@example.com',
    headers: ['Cc: cc@example.com'],
  });
  const to = ['anna@example.com', 'cc@example.com', 'blind@example.com'];
  const id = await desk.queue({ number: 'envelope', to, raw });
  await world.db.kysely
    .updateTable('outgoing')
    .set({ envelope_id: 'wants-reports' })
    .where('id', '=', id)
    .execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted' });
  const [sent] = desk.graph.mailbox(user).list('sentitems');
  expect(sent?.recipients).toEqual({
    to: ['Anna@example.com'],
    cc: ['cc@example.com'],
    bcc: ['blind@example.com'],
  });
  expect(sent?.internetMessageId).toBe('<mail-envelope@example.com>');
  expect(sent?.isDeliveryReceiptRequested).toBe(true);
});

test('files that are too large for a request are uploaded, the rest of the mail stays as it is', async () => {
  await using desk = await openDesk();
  const large = Buffer.alloc(7 * 1024 * 1024, 'The quick brown fox. ');
  const picture = Buffer.alloc(3 * 1024 * 1024, 7);
  const { raw } = await composeReply({
    from: { name: 'Help', address: user },
    to: [{ name: 'Åsa', address: 'asa@example.com' }],
    cc: [],
    subject: 'Files',
    date: new Date('2026-11-21T10:00:00Z'),
    messageId: 'mail-files@example.com',
    inReplyTo: null,
    references: [],
    html: '<p>See <img src="cid:p1"></p>',
    culture: 'en-US',
    parts: [
      { name: 'Prüfung.pdf', type: 'application/pdf', bytes: large, contentId: null },
      { name: 'small.txt', type: 'text/plain', bytes: Buffer.from('small'), contentId: null },
      { name: 'p1.png', type: 'image/png', bytes: picture, contentId: 'p1' },
    ],
  });
  const id = await desk.queue({ number: 'files', to: ['asa@example.com'], raw: raw.toString('latin1') });
  expect(await desk.send(id)).toMatchObject({ state: 'accepted' });
  const [sent] = desk.graph.mailbox(user).list('sentitems');
  const text = sent?.raw.toString('latin1') ?? '';
  expect(text).toContain('small.txt');
  expect(text).toMatch(/\r\n--[^\r\n]+--\r\n$/);
  expect(text).not.toMatch(/application\/pdf|image\/png/);
  expect(
    sent?.attachments.map(({ name, contentType, isInline, contentId, bytes }) => [
      name,
      contentType,
      isInline,
      contentId,
      bytes.equals(name === 'p1.png' ? picture : large),
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['Prüfung.pdf', 'application/pdf', false, '', true],
      ['p1.png', 'image/png', true, 'p1', true],
    ]),
  );
});

test('a connection reset after the mail was sent is a delivery: the mailbox tells', async () => {
  await using desk = await openDesk(whenSent({ cut: 'after' }));
  const id = await desk.queue({ number: 'reset-after' });
  expect(await desk.send(id, 3)).toMatchObject({ state: 'accepted', attempts: 1 });
  expect(desk.graph.sent).toHaveLength(1);
});

test.for([
  ['a connection reset', { cut: 'before' }],
  ['an error of Microsoft’s own', { status: 500, code: 'ErrorInternalServerError' }],
  ['a draft that is gone', { status: 404, code: 'ErrorItemNotFound' }],
] as const)(
  '%s while sending is uncertain where the mailbox cannot tell, and stays so',
  async ([name, fault]) => {
    await using desk = await openDesk(whenSent(fault));
    const id = await desk.queue({ number: `unknown-${name.length}` });
    expect(await desk.send(id, 2)).toMatchObject({
      state: 'uncertain',
      attempts: 1,
      lastError: expect.stringContaining('not sent again by itself'),
    });
    await recoverOutgoing(tools);
    expect(await desk.send(id)).toMatchObject({ state: 'uncertain', attempts: 1 });
    expect(desk.graph.sent).toEqual([]);
  },
);

test('sent again by a person, nothing of the first attempt stays behind', async () => {
  await using desk = await openDesk(whenSent({ cut: 'before' }, 1));
  const id = await desk.queue({ number: 'again' });
  expect(await desk.send(id)).toMatchObject({ state: 'uncertain' });
  expect(desk.graph.mailbox(user).list('drafts')).toHaveLength(1);
  await world.db.kysely.updateTable('outgoing').set({ state: 'queued' }).where('id', '=', id).execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(desk.graph.sent).toHaveLength(1);
  expect(desk.graph.mailbox(user).list('drafts')).toEqual([]);
});

/** The mail is sent, the connection is reset, and the mailbox does not answer either. */
function openForgetfulDesk(): Promise<Desk> {
  let isDeaf = false;
  let resets = 0;
  return openDesk({
    fault({ path }) {
      if (path.endsWith('/send') && resets++ === 0) {
        isDeaf = true;
        return { cut: 'after' };
      }
      if (isDeaf && path.includes('$select=isDraft'))
        return { status: 500, code: 'ErrorInternalServerError' };
      return undefined;
    },
  });
}

test('an uncertain mail that is found among the sent ones later is accepted', async () => {
  await using desk = await openForgetfulDesk();
  const id = await desk.queue({ number: 'found-later' });
  expect(await desk.send(id)).toMatchObject({ state: 'uncertain' });
  const looked: Looked = new Map();
  await reconcileUncertain(tools, looked);
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ state: 'accepted', lastError: null });
  expect(desk.graph.sent).toHaveLength(1);
  await reconcileUncertain(tools, looked);
  expect(looked.has(id)).toBe(false);
});

test('an uncertain mail that is not found is looked for with growing pauses, and stays uncertain', async () => {
  await using desk = await openDesk(whenSent({ cut: 'before' }));
  const id = await desk.queue({ number: 'not-found' });
  await desk.send(id);
  const looked: Looked = new Map();
  const begun = Date.now();
  const asked = () => desk.graph.seen.filter(({ path }) => path.startsWith('/mailFolders/sentitems/')).length;
  for (const minute of [0, 0.5, 1, 2, 5, 5.5, 15, 60, 90])
    await reconcileUncertain(tools, looked, begun + minute * 60_000);
  expect(asked()).toBe(5);
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ state: 'uncertain' });
});

test('an uncertain mail that was sent is not sent again when a person asks for it', async () => {
  await using desk = await openForgetfulDesk();
  const id = await desk.queue({ number: 'asked-again' });
  expect(await desk.send(id)).toMatchObject({ state: 'uncertain' });
  await world.db.kysely.updateTable('outgoing').set({ state: 'queued' }).where('id', '=', id).execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(desk.graph.sent).toHaveLength(1);
});

test.for([
  ['the sender', { status: 403, code: 'ErrorSendAsDenied', message: 'You may not send as this account.' }],
  [
    'the mail',
    { status: 400, code: 'ErrorInvalidRecipients', message: 'At least one recipient is not valid.' },
  ],
] as const)('a refusal of %s is final, in Microsoft’s words, and leaves no draft', async ([, fault]) => {
  await using desk = await openDesk(whenSent(fault));
  const id = await desk.queue({ number: `refused-${fault.code}` });
  expect(await desk.send(id, 2)).toMatchObject({
    state: 'rejected',
    attempts: 1,
    lastError: expect.stringContaining(fault.message),
  });
  expect(desk.graph.mailbox(user).mails.size).toBe(0);
});

test('a mail whose text is too large is refused before anything is asked', async () => {
  await using desk = await openDesk();
  const raw = composeMail('huge', { from: user, to: 'a@example.com', atLeastBytes: 5_000_000 });
  const id = await desk.queue({ number: 'huge', to: ['a@example.com'], raw });
  expect(await desk.send(id)).toMatchObject({
    state: 'rejected',
    lastError: expect.stringContaining('larger than the 3 MB'),
  });
  expect(desk.graph.seen).toEqual([]);
});

test.for([
  [
    'a permission that is missing',
    { status: 403, code: 'ErrorAccessDenied', message: 'Access is denied.' },
    'permission Mail.Send',
  ],
  [
    'throttling',
    { status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '900' } },
    'had enough of us',
  ],
  [
    'a server that is busy',
    { status: 503, code: 'ErrorServerBusy', headers: { 'retry-after': '900' } },
    'had enough of us',
  ],
] as const)(
  'after %s the mail is tried again, and the server’s health says why',
  async ([name, fault, words]) => {
    await using desk = await openDesk(whenSent(fault));
    const id = await desk.queue({ number: `later-${name.length}` });
    const row = await desk.send(id);
    expect(row).toMatchObject({ state: 'queued', attempts: 1, lastError: expect.stringContaining(words) });
    expect(desk.graph.sent).toEqual([]);
    const health = await world.db.kysely
      .selectFrom('connection_health')
      .select(['state', 'problem'])
      .where('mail_server_id', '=', desk.tenant.serverId)
      .executeTakeFirst();
    expect(health).toMatchObject({ state: 'failing', problem: expect.stringContaining(words) });
    // Not before Microsoft has said, else a minute later.
    const wait = new Date(row.notBefore).getTime() - Date.now();
    expect(wait > 600_000).toBe('headers' in fault);
  },
);

test('a short pause that Microsoft asks for is waited for within the attempt', async () => {
  await using desk = await openDesk(
    whenSent({ status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '1' } }, 1),
  );
  expect(await desk.send(await desk.queue({ number: 'short-pause' }))).toMatchObject({
    state: 'accepted',
    attempts: 1,
  });
  expect(desk.graph.sent).toHaveLength(1);
});

test('a mail that was taken although the server said it was busy is not sent again, nor taken back', async () => {
  const busy = { status: 503, code: 'ErrorServerBusy', headers: { 'retry-after': '0' }, done: true };
  await using desk = await openDesk(whenSent(busy, 1));
  expect(await desk.send(await desk.queue({ number: 'busy-and-done' }))).toMatchObject({
    state: 'accepted',
    attempts: 1,
  });
  expect(desk.graph.sent).toHaveLength(1);
  expect(desk.graph.mailbox(user).list('sentitems')).toHaveLength(1);
});

test('a connection reset while the draft is made is no delivery: the mail is queued again', async () => {
  let times = 0;
  await using desk = await openDesk({
    fault: ({ method, path }) =>
      method === 'POST' && path === '/messages' && ++times === 1 ? { cut: 'after' } : undefined,
  });
  const id = await desk.queue({ number: 'draft-reset' });
  expect(await desk.send(id)).toMatchObject({ state: 'queued', attempts: 1 });
  await world.db.kysely
    .updateTable('outgoing')
    .set({ not_before: new Date() })
    .where('id', '=', id)
    .execute();
  expect(await desk.send(id)).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(desk.graph.sent).toHaveLength(1);
  expect(desk.graph.mailbox(user).list('drafts')).toEqual([]);
});

test('an attempt that was overtaken sends nothing and leaves no draft', async () => {
  await using desk = await openDesk();
  const id = await desk.queue({ number: 'overtaken' });
  const db = {
    ...world.db,
    // Between the claim and the sending the row is queued again, as a recovery does that thinks the sender dead.
    transaction: async (...[actor, work]: Parameters<typeof world.db.transaction>) => {
      await world.db.kysely
        .updateTable('outgoing')
        .set({ state: 'queued', attempts: 7 })
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .execute();
      return world.db.transaction(actor, work);
    },
  } as typeof world.db;
  await sendOutgoing({ ...tools, db }, { outgoingId: id });
  expect(await readOutgoing(world.db.kysely, id)).toMatchObject({ state: 'queued', attempts: 7 });
  expect(desk.graph.sent).toEqual([]);
  expect(desk.graph.mailbox(user).mails.size).toBe(0);
});

test('a trial signs in and names a permission that the token lacks', async () => {
  await using desk = await openDesk();
  const secrets = { resolve: () => 'secret', baseFolder: '/' };
  expect(await tryOutgoing(desk.outgoing, secrets)).toEqual({
    works: true,
    found: `signed in to the mailbox ${user}, which sends`,
    remarks: [],
  });
  const claims = Buffer.from(JSON.stringify({ roles: ['Mail.Read', 'Mail.ReadWrite'] })).toString(
    'base64url',
  );
  authority.answerWith({
    status: 200,
    body: { token_type: 'Bearer', access_token: `e30.${claims}.x`, expires_in: 3600 },
  });
  const trial = await tryOutgoing(desk.outgoing, secrets);
  authority.answerWith(null);
  expect(trial).toMatchObject({
    works: false,
    problem: {
      sentence: expect.stringContaining('needs the permission Mail.Send'),
      mend: expect.stringContaining('have an administrator consent'),
    },
  });
});
