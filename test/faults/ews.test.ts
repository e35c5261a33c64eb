import { expect, test } from 'vitest';
import { ewsMailbox, ewsSender } from '../../contract/domain/mail-server.ts';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { type Jobs, startJobs } from '../../backend/db/jobs.ts';
import { type EwsStandIn, startEwsServer } from '../world/ews-server.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { queueReply } from '../world/queue-reply.ts';
import { type KillableBackend, openKillableBackend, waitUntil } from './killable-backend.ts';

const user = 'help@desk.example';

/** What Exchange is asked for when the backend is killed, and whether it still does it. */
interface Moment {
  readonly operation: string;
  readonly done: boolean;
}

interface KilledDesk extends AsyncDisposable {
  readonly backend: KillableBackend;
  readonly exchange: EwsStandIn;
  readonly db: Database;
  /** Kills the backend at that moment, once. @returns resolves when it is dead */
  readonly killAt: (moment: Moment) => Promise<void>;
}

async function openDesk(direction: 'incoming' | 'outgoing'): Promise<KilledDesk> {
  const open = new AsyncDisposableStack();
  const exchange = open.use(await startEwsServer({ users: { [user]: 'secret' } }));
  const backend = open.use(await openKillableBackend({ env: { TEST_PASSWORD: 'secret' } }));
  await backend.apply(describeDesk(exchange.url, direction));
  await backend.start();
  const connection = await backend.findDatabase();
  let jobs: Jobs | null = null;
  if (direction === 'outgoing') {
    const started = await startJobs(connection, () => undefined);
    open.defer(() => started.stop().catch(() => undefined));
    jobs = started;
  }
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  open.defer(() => db.close());
  return {
    backend,
    exchange,
    db,
    async killAt({ operation, done }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      exchange.failWith((asked) => {
        if (asked.operation !== operation) return undefined;
        exchange.failWith(null);
        // The signal is sent before anything is done or answered.
        void backend.kill().then(resolve);
        return { fault: 'reset', done };
      });
      await promise;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

test('a backend that is killed at any step of reading by EWS takes each mail in once and leaves none', async () => {
  await using desk = await openDesk('incoming');
  const { backend, db } = desk;
  const inbox = desk.exchange.mailbox(user);
  const readNumbers = async (): Promise<readonly string[]> => {
    const rows = await db.kysely
      .selectFrom('interaction')
      .innerJoin('mail', 'mail.id', 'interaction.mail_id')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select('blob.bytes')
      .execute();
    return rows.map(({ bytes }) => readMailNumber(bytes) ?? '?').toSorted((a, b) => (a < b ? -1 : 1));
  };
  const moments: readonly (Moment & { readonly what: string })[] = [
    { operation: 'SyncFolderItems', done: false, what: 'while it asks what has changed' },
    { operation: 'GetItem', done: false, what: 'while it fetches' },
    { operation: 'DeleteItem', done: false, what: 'between its commit and the deletion' },
    { operation: 'DeleteItem', done: true, what: 'after the deletion, of which it does not hear' },
  ];
  const expected: string[] = [];
  for (const [round, moment] of moments.entries()) {
    const killed = desk.killAt(moment);
    for (const name of [`${round}-a`, `${round}-b`]) {
      expected.push(name);
      inbox.add('inbox', { raw: composeMail(name, { to: user }) });
    }
    await killed;
    // A further misfortune: the state of the last one is worth nothing to the next.
    if (round % 2 === 1) inbox.forgetStates();
    await backend.start();
    await waitUntil(
      async () => inbox.folder('inbox')?.items.size === 0 && (await readNumbers()).length >= expected.length,
      () =>
        `${moment.what}: ${desk.exchange.operations().slice(-20).join(', ')}\n${backend.log().slice(-3000)}`,
    );
    expect({ [moment.what]: await readNumbers() }).toEqual({ [moment.what]: expected });
  }
});

test('a backend that is killed while it sends by EWS sends no mail twice, and says where nobody can know', async () => {
  await using desk = await openDesk('outgoing');
  const { backend, db, exchange } = desk;
  const row = await db.kysely
    .selectFrom('mail_server')
    .innerJoin('service_group', 'service_group.tenant_id', 'mail_server.tenant_id')
    .select([
      'mail_server.tenant_id as tenantId',
      'mail_server.id as serverId',
      'service_group.id as groupId',
    ])
    .where('service_group.key', '=', 'help')
    .executeTakeFirstOrThrow();
  const { id: agentId } = await db.kysely.selectFrom('agent').select('id').executeTakeFirstOrThrow();
  const moments = [
    { operation: 'GetFolder', done: false, states: ['accepted'], sent: 1 },
    { operation: 'CreateItem', done: false, states: ['uncertain'], sent: 0 },
    // Until somebody has looked among the sent mails.
    { operation: 'CreateItem', done: true, states: ['uncertain', 'accepted'], sent: 1 },
  ];
  for (const [round, moment] of moments.entries()) {
    const number = `out-${round}`;
    const killed = desk.killAt(moment);
    const id = await queueReply(db, row, agentId, { number, from: user, to: ['a@example.com'] });
    await killed;
    await backend.start();
    const read = () =>
      db.kysely.selectFrom('outgoing').select('state').where('id', '=', id).executeTakeFirst();
    await waitUntil(
      async () => moment.states.includes((await read())?.state ?? ''),
      async () => `${number} is ${(await read())?.state}\n${backend.log().slice(-3000)}`,
    );
    expect(
      exchange.sent.filter(({ messageId }) => messageId === `<mail-${number}@example.com>`),
    ).toHaveLength(moment.sent);
  }
});

function describeDesk(url: string, direction: 'incoming' | 'outgoing') {
  const account = { protocol: 'ews', url, user, password: '${TEST_PASSWORD}' } as const;
  const server =
    direction === 'incoming'
      ? { incoming: ewsMailbox.parse({ ...account, pollSeconds: 1, afterStoring: { action: 'trash' } }) }
      : { outgoing: ewsSender.parse(account) };
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [{ key: 'main', ...server }],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}
