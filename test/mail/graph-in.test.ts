import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphMailbox, graphMailbox } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { startMailboxReader } from '../../backend/mail/in/mailbox-reader.ts';
import { openTokenSources } from '../../backend/mail/oauth/token-source.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { configureTenant, type ConfiguredTenant } from '../world/configured-tenant.ts';
import {
  type GraphServerSettings,
  type GraphServerStandIn,
  startGraphServer,
} from '../world/graph-server.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { startTokenAuthority, type TokenAuthority } from '../world/token-authority.ts';

const user = 'master@desk.example';
let world: TestDatabase;
let authority: TokenAuthority;

beforeAll(async () => {
  [world, authority] = await Promise.all([openTestDatabase({ jobs: true }), startTokenAuthority()]);
});

afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };

interface Desk extends AsyncDisposable {
  readonly graph: GraphServerStandIn;
  readonly tenant: ConfiguredTenant;
  readonly incoming: GraphMailbox;
  /** Begins to read, until it is stopped or the desk is closed. */
  readonly read: () => { readonly stop: () => Promise<void> };
  /** Numbers of the mails taken in, in their order. */
  readonly taken: () => Promise<readonly (string | null)[]>;
  readonly health: () => Promise<{ readonly state: string; readonly problem: string | null } | undefined>;
}

let desks = 0;
async function openDesk(
  settings: Partial<GraphServerSettings> = {},
  more: Partial<GraphMailbox> = {},
): Promise<Desk> {
  const open = new AsyncDisposableStack();
  const graph = open.use(await startGraphServer({ mailboxes: [user], ...settings }));
  const incoming = graphMailbox.parse({
    protocol: 'graph',
    url: graph.url,
    user,
    oauth: {
      tenantAuthority: authority.url,
      directoryId: 'desk.example',
      clientId: `client-${++desks}`,
      clientSecret: '${SECRET}',
    },
    pollSeconds: 1,
    ...more,
  });
  const tenant = await configureTenant(world.db, { key: `desk-${desks}`, incoming });
  return {
    graph,
    tenant,
    incoming,
    read() {
      const locks = openSessionLocks(world.db);
      const secrets = {
        resolve: () => 'secret',
        baseFolder: '/',
        // A token counts as old at once, so that a refused one is replaced.
        tokens: openTokenSources({ resolve: () => 'secret', store: null, fresh: 0 }),
      };
      const reader = startMailboxReader(
        { db: world.db, locks, log: pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }), secrets },
        { id: tenant.serverId, tenantId: tenant.tenantId, key: 'main', incoming },
      );
      let stopped: Promise<void> | null = null;
      const stop = (): Promise<void> => (stopped ??= reader.stop().then(() => locks.stop()));
      open.defer(stop);
      return { stop };
    },
    async taken() {
      const rows = await world.db.kysely
        .selectFrom('mail')
        .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
        .select('blob.bytes')
        .where('mail.tenant_id', '=', tenant.tenantId)
        .orderBy('mail.id')
        .execute();
      return rows.map((row) => readMailNumber(row.bytes));
    },
    health: () =>
      world.db.kysely
        .selectFrom('connection_health')
        .select(['state', 'problem'])
        .where('mail_server_id', '=', tenant.serverId)
        .executeTakeFirst(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function arrive({ graph }: Desk, ...numbers: readonly (number | string)[]) {
  return numbers.map((number) => graph.mailbox(user).add('inbox', Buffer.from(composeMail(number))));
}

const count = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

async function readLink({ tenant }: Desk): Promise<string | undefined> {
  const row = await world.db.kysely
    .selectFrom('graph_position')
    .select('link')
    .where('mail_server_id', '=', tenant.serverId)
    .executeTakeFirst();
  return row?.link;
}

test('mails are stored byte for byte, in the order of their arrival, and then marked as read', async () => {
  await using desk = await openDesk();
  const raw = Buffer.from(composeMail(1, { headers: ['X-Bytes: \xe9\xff'] }), 'latin1');
  desk.graph.mailbox(user).add('inbox', raw);
  arrive(desk, ...count(2, 12));
  desk.read();
  await expect
    .poll(
      () =>
        desk.graph
          .mailbox(user)
          .list('inbox')
          .every((mail) => mail.isRead),
      soon,
    )
    .toBe(true);
  expect(await desk.taken()).toEqual(count(1, 12));
  const [first] = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select(['blob.bytes', 'mail.origin'])
    .where('mail.tenant_id', '=', desk.tenant.tenantId)
    .orderBy('mail.id')
    .execute();
  expect(first?.bytes.equals(raw)).toBe(true);
  expect(first?.origin).toEqual({ via: 'graph', server: 'main', account: user });
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
  arrive(desk, 13);
  await expect.poll(desk.taken, soon).toEqual(count(1, 13));
});

test('many mails come page by page, never more than four requests at a time', async () => {
  await using desk = await openDesk({ pause: () => 2 });
  arrive(desk, ...count(1, 250));
  desk.read();
  await expect.poll(async () => (await desk.taken()).length, soon).toBe(250);
  expect(await desk.taken()).toEqual(count(1, 250));
  expect(desk.graph.mostAtOnce()).toBeLessThanOrEqual(4);
  const pages = desk.graph.seen.filter(({ path }) => path.includes('$skiptoken='));
  expect(pages.length).toBeGreaterThanOrEqual(2);
});

test('after a restart only what has changed is asked for, and nothing is taken in twice', async () => {
  await using desk = await openDesk({}, { afterStoring: { action: 'keep' } });
  arrive(desk, ...count(1, 5));
  const first = desk.read();
  await expect.poll(() => readLink(desk), soon).toContain('$deltatoken=');
  await first.stop();
  const before = desk.graph.seen.length;
  arrive(desk, 6);
  desk.read();
  await expect.poll(desk.taken, soon).toEqual(count(1, 6));
  const asked = desk.graph.seen.slice(before).map(({ path }) => path);
  expect(asked.filter((path) => path.endsWith('/$value'))).toHaveLength(1);
  expect(asked.filter((path) => /delta\?\$select/.test(path))).toEqual([]);
});

test('an expired position lists the folder anew: new mails are taken in, known ones are known', async () => {
  await using desk = await openDesk({}, { afterStoring: { action: 'keep' } });
  arrive(desk, 1, 2, 2, 3);
  desk.read();
  await expect.poll(() => readLink(desk), soon).toContain('$deltatoken=');
  desk.graph.expireStates();
  arrive(desk, 2, 4);
  await expect.poll(desk.taken, soon).toEqual(['1', '2', '3', '4']);
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
  arrive(desk, 5);
  await expect.poll(async () => (await desk.taken()).at(-1), soon).toBe('5');
  expect(desk.graph.seen.filter(({ path }) => path.endsWith('/$value'))).toHaveLength(7);
});

test.for([
  ['move', { action: 'move', folder: 'Boîte de réception/Traités' }, 'Traités'],
  ['trash', { action: 'trash' }, 'deleteditems'],
  ['delete', { action: 'delete' }, 'nowhere'],
] as const)(
  'after %s the stored mails are where the configuration says',
  async ([, afterStoring, folder]) => {
    await using desk = await openDesk({}, { afterStoring });
    const mailbox = desk.graph.mailbox(user);
    arrive(desk, 1, 2, 3);
    desk.read();
    await expect.poll(() => mailbox.list('inbox').length, soon).toBe(0);
    expect(await desk.taken()).toEqual(['1', '2', '3']);
    expect(mailbox.list(folder)).toHaveLength(folder === 'nowhere' ? 0 : 3);
    // Somebody looks at one again: it is the same mail.
    const [back] = [...mailbox.mails.values()];
    if (back) mailbox.move(back, mailbox.folder('inbox')?.id ?? '');
    arrive(desk, 4);
    await expect.poll(desk.taken, soon).toEqual(['1', '2', '3', '4']);
  },
);

test('a mail that was moved into the folder is taken in, one that is gone before it was fetched is not missed', async () => {
  await using desk = await openDesk({
    fault: ({ path }) => {
      // Somebody deletes it between the list and the fetching.
      if (path.endsWith('/$value')) for (const mail of gone.splice(0)) desk.graph.mailbox(user).remove(mail);
      return undefined;
    },
  });
  const mailbox = desk.graph.mailbox(user);
  const gone = arrive(desk, 'gone');
  desk.read();
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
  const elsewhere = mailbox.add('deleteditems', Buffer.from(composeMail('moved')));
  mailbox.move(elsewhere, mailbox.folder('inbox')?.id ?? '');
  mailbox.add('inbox', Buffer.from(composeMail('draft')), { isDraft: true });
  await expect.poll(desk.taken, soon).toEqual(['moved']);
});

test('a mail over the limit is taken in by its headers, says so and stays as it is', async () => {
  await using desk = await openDesk({}, { maximumMessageBytes: 10_000 });
  const mailbox = desk.graph.mailbox(user);
  mailbox.add('inbox', Buffer.from(composeMail('huge', { atLeastBytes: 600_000 })));
  arrive(desk, 'small');
  desk.read();
  await expect.poll(desk.taken, soon).toEqual(['huge', 'small']);
  const row = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select(['mail.origin', 'blob.bytes'])
    .where('mail.tenant_id', '=', desk.tenant.tenantId)
    .orderBy('mail.id')
    .executeTakeFirstOrThrow();
  expect(row.origin).toMatchObject({ problem: expect.stringContaining('only its headers were read') });
  expect(row.bytes.toString()).toMatch(/^From: [^]*\r\n\r\n$/);
  await expect.poll(() => mailbox.list('inbox').map((mail) => mail.isRead), soon).toEqual([false, true]);
});

test('throttling is obeyed: no request is made before its time, and nothing is lost', async () => {
  let told = 0;
  const early: number[] = [];
  await using desk = await openDesk({
    fault: ({ path }) => {
      if (told > 0 && Date.now() < told) early.push(told - Date.now());
      if (told !== 0 || !path.endsWith('/$value')) return undefined;
      told = Date.now() + 1_000;
      return { status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '1' } };
    },
  });
  arrive(desk, ...count(1, 30));
  desk.read();
  await expect.poll(async () => (await desk.taken()).length, soon).toBe(30);
  // Those that were under way already.
  expect(early.length).toBeLessThanOrEqual(3);
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
});

test('when Microsoft asks for a long pause the mailbox says so', async () => {
  await using desk = await openDesk({
    fault: () => ({ status: 503, code: 'ErrorServerBusy', headers: { 'retry-after': '600' } }),
  });
  desk.read();
  await expect
    .poll(desk.health, soon)
    .toMatchObject({ state: 'failing', problem: expect.stringContaining('has had enough of us for now') });
  expect(desk.graph.seen).toHaveLength(1);
});

test.for([
  ['before it answers', { cut: 'before' }],
  ['in the middle of a mail', { cut: 'within' }],
  ['with an error of its own', { status: 500, code: 'ErrorInternalServerError' }],
] as const)('a server that breaks off %s loses nothing', async ([, fault]) => {
  let broken = 0;
  await using desk = await openDesk({
    fault: ({ path }) => (path.endsWith('/$value') && ++broken % 8 === 5 && broken < 24 ? fault : undefined),
  });
  arrive(desk, ...count(1, 20));
  desk.read();
  await expect.poll(async () => (await desk.taken()).length, { timeout: 60_000 }).toBe(20);
  expect((await desk.taken()).toSorted((a, b) => Number(a) - Number(b))).toEqual(count(1, 20));
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
});

test('a mail that Microsoft never hands over keeps no other waiting, and is taken in when it does', async () => {
  let broken = '';
  await using desk = await openDesk({
    fault: ({ path }) =>
      broken !== '' && path.includes(broken)
        ? { status: 500, code: 'ErrorMimeContentConversionFailed', message: 'Conversion failed.' }
        : undefined,
  });
  const [bad] = arrive(desk, 'bad', 1, 2);
  broken = bad?.id ?? '';
  {
    desk.read();
    await expect.poll(desk.taken, soon).toEqual(['1', '2']);
    await expect.poll(desk.health, soon).toMatchObject({
      state: 'connected',
      problem: expect.stringContaining('1 mail(s) could not be taken in'),
    });
  }
  // Also another backend finds it again.
  broken = '';
  desk.read();
  await expect.poll(desk.taken, soon).toEqual(['1', '2', 'bad']);
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
});

test('a token that is refused is replaced once', async () => {
  const over = new Set<string>();
  await using desk = await openDesk({ isValid: (token) => !over.has(token) });
  arrive(desk, 1);
  desk.read();
  await expect.poll(desk.taken, soon).toEqual(['1']);
  const given = authority.given.length;
  for (const token of authority.given) over.add(token);
  arrive(desk, 2);
  await expect.poll(desk.taken, soon).toEqual(['1', '2']);
  expect(authority.given.length).toBe(given + 1);
  await expect.poll(desk.health, soon).toEqual({ state: 'connected', problem: null });
});

test.for([
  [
    'a permission that is missing',
    { fault: () => ({ status: 403, code: 'ErrorAccessDenied', message: 'Access is denied.' }) },
    {},
    'permission Mail.Read',
  ],
  [
    'a mailbox that does not exist',
    {},
    { mailbox: 'nobody@desk.example' },
    'has no mailbox nobody@desk.example',
  ],
  ['a folder that does not exist', {}, { folder: 'Inbox/Orders' }, 'has no folder Inbox/Orders'],
  ['tokens that are all refused', { isValid: () => false }, {}, 'refuses the token for master@desk.example'],
] as const)('%s is said in words, by the reader and by a trial', async ([, settings, more, words]) => {
  await using desk = await openDesk(settings, more);
  desk.read();
  await expect
    .poll(desk.health, soon)
    .toMatchObject({ state: 'failing', problem: expect.stringContaining(words) });
  const trial = await tryIncoming(desk.incoming, { resolve: () => 'secret', baseFolder: '/' });
  expect(trial).toMatchObject({ works: false, problem: { sentence: expect.stringContaining(words) } });
});

test('mail is read although it may not be marked, and the permission for it is named', async () => {
  await using desk = await openDesk({
    fault: ({ method }) => (method === 'PATCH' ? { status: 403, code: 'ErrorAccessDenied' } : undefined),
  });
  arrive(desk, 1, 2);
  desk.read();
  await expect
    .poll(desk.health, soon)
    .toMatchObject({ state: 'connected', problem: expect.stringContaining('permission Mail.ReadWrite') });
  arrive(desk, 3);
  await expect.poll(desk.taken, soon).toEqual(['1', '2', '3']);
});

test('a trial finds the folder and says what is not there', async () => {
  await using desk = await openDesk({}, { afterStoring: { action: 'move', folder: 'Processed' } });
  arrive(desk, 1, 2);
  expect(await tryIncoming(desk.incoming, { resolve: () => 'secret', baseFolder: '/' })).toEqual({
    works: true,
    found: `signed in to the mailbox ${user}; folder Boîte de réception (2 mails), asking every 1 s`,
    remarks: ['There is no folder Processed yet; it is made with the first mail.'],
  });
});

test('a trial says beforehand that mails could be read and not be marked', async () => {
  await using desk = await openDesk();
  const claims = Buffer.from(JSON.stringify({ roles: ['Mail.Read'] })).toString('base64url');
  authority.answerWith({
    status: 200,
    body: { token_type: 'Bearer', access_token: `e30.${claims}.x`, expires_in: 3600 },
  });
  const trial = await tryIncoming(desk.incoming, { resolve: () => 'secret', baseFolder: '/' });
  authority.answerWith(null);
  expect(trial).toMatchObject({
    works: true,
    remarks: ['The token does not carry the permission Mail.ReadWrite, so stored mails stay as they are.'],
  });
});
