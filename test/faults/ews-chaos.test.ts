import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import { ewsMailbox, ewsSender } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { runEwsSession } from '../../backend/mail/ews/ews-session.ts';
import { sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { configureTenant } from '../world/configured-tenant.ts';
import { type EwsFault, startEwsServer } from '../world/ews-server.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { addAgent, queueReply } from '../world/queue-reply.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

const user = 'help@desk.example';
const log = pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' });
const secrets = { resolve: () => 'secret', baseFolder: '/' };
let world: TestDatabase;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});
afterAll(() => world[Symbol.asyncDispose]());

const seeds = Array.from({ length: 15 }, (_, index) => index + 1);

const byValue = (one: number, other: number): number => one - other;

/** What may happen to any request. The pauses that are asked for are short. */
function misbehave(random: SeededRandom): EwsFault {
  return random.pick<EwsFault>([
    { fault: 'reset', done: false },
    { fault: 'reset', done: true },
    { fault: 'cut' },
    { fault: 'busy', as: random.pick(['fault', 'message', 'inner']), backOff: 5 },
    { fault: 'status', status: random.pick([500, 502, 504]) },
    { fault: 'status', status: random.pick([429, 503]), headers: { 'retry-after': '0' } },
    { fault: 'status', status: 200, body: '<html>Sign in' },
    { fault: 'error', code: random.pick(['ErrorMailboxStoreUnavailable', 'ErrorInternalServerError']) },
    { fault: 'error', code: 'ErrorInternalServerTransientError', as: 'fault' },
  ]);
}

test.for(seeds)(
  'whatever Exchange does, each mail is taken in once and moved once (seed %i)',
  async (seed) => {
    const random = seedRandom(seed);
    await using exchange = await startEwsServer({
      users: { [user]: 'secret' },
      pageSize: random.between(2, 9),
    });
    const incoming = ewsMailbox.parse({
      protocol: 'ews',
      url: exchange.url,
      user,
      password: '${P}',
      pollSeconds: 1,
      maximumMessageBytes: 100_000,
      afterStoring: random.pick([{ action: 'trash' }, { action: 'mark-seen' }]),
    });
    const tenant = await configureTenant(world.db, { key: `chaos-in-${seed}`, incoming });
    const server = { id: tenant.serverId, tenantId: tenant.tenantId, key: 'main', incoming };
    const store = exchange.mailbox(user);
    const numbers = Array.from({ length: 40 }, (_, index) => index + 10);
    const waiting = [...numbers];
    const deliver = (count: number): void => {
      for (const number of waiting.splice(0, count))
        store.add('inbox', { raw: composeMail(number, { atLeastBytes: random.between(0, 3000) }) });
    };
    deliver(15);
    const wild = { left: 60 };
    exchange.failWith(() => {
      if (wild.left-- <= 0) return undefined;
      if (random.next() < 0.1) deliver(2);
      if (random.next() < 0.04) store.forgetStates();
      if (random.next() < 0.02) store.rename();
      return random.next() < 0.25 ? misbehave(random) : undefined;
    });

    /** One session, until it has caught up or breaks. */
    async function readOnce(): Promise<boolean> {
      const stop = new AbortController();
      let caughtUp = false;
      await runEwsSession({ db: world.db, secrets, log }, server, stop.signal, async (problem) => {
        caughtUp = problem === null;
        stop.abort();
      }).catch(() => undefined);
      return caughtUp;
    }
    while (wild.left > 0) await readOnce();
    deliver(waiting.length);
    await expect.poll(readOnce).toBe(true);
    const rows = await world.db.kysely
      .selectFrom('mail')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select('blob.bytes')
      .where('mail.tenant_id', '=', tenant.tenantId)
      .execute();
    expect(rows.map(({ bytes }) => Number(readMailNumber(bytes))).toSorted(byValue)).toEqual(numbers);
    const inbox = [...(store.folder('inbox')?.items.values() ?? [])];
    const left = incoming.afterStoring.action === 'trash' ? [] : inbox.filter(({ isRead }) => !isRead);
    expect(left).toEqual([]);
    const kept = [...inbox, ...(store.folder('deleteditems')?.items.values() ?? [])];
    expect(kept.map(({ raw }) => Number(readMailNumber(raw))).toSorted(byValue)).toEqual(numbers);
  },
);

test.for(seeds.slice(0, 6))(
  'whatever Exchange does, no mail is sent twice and none is called sent that is not (seed %i)',
  async (seed) => {
    const random = seedRandom(seed + 1000);
    await using exchange = await startEwsServer({ users: { [user]: 'secret' } });
    const outgoing = ewsSender.parse({ protocol: 'ews', url: exchange.url, user, password: '${P}' });
    const tenant = await configureTenant(world.db, { key: `chaos-out-${seed}`, outgoing });
    const agentId = await addAgent(world.db, tenant);
    const locks = openSessionLocks(world.db);
    const tools = { db: world.db, locks, log, secrets };
    const ids: OutgoingId[] = [];
    for (let number = 1; number <= 6; number++) {
      ids.push(await queueReply(world.db, tenant, agentId, { number, from: user, to: ['a@example.com'] }));
    }
    exchange.failWith(({ operation }) =>
      // What finds sent mails may fail as well.
      random.next() < (operation === 'CreateItem' ? 0.6 : 0.15) ? misbehave(random) : undefined,
    );
    const due = () =>
      world.db.kysely
        .updateTable('outgoing')
        .set({ not_before: new Date() })
        .where('tenant_id', '=', tenant.tenantId)
        .execute();
    for (let round = 0; round < 3; round++) {
      await due();
      await Promise.all(ids.map((outgoingId) => sendOutgoing(tools, { outgoingId })));
    }
    exchange.failWith(null);
    await due();
    await Promise.all(ids.map((outgoingId) => sendOutgoing(tools, { outgoingId })));
    await locks.stop();
    const rows = await world.db.kysely
      .selectFrom('outgoing')
      .select(['message_id', 'state'])
      .where('tenant_id', '=', tenant.tenantId)
      .execute();
    for (const { message_id: messageId, state } of rows) {
      const times = exchange.sent.filter((sent) => sent.messageId === messageId).length;
      expect({ state, times }).toEqual({ state, times: state === 'uncertain' ? Math.min(times, 1) : 1 });
      expect(['accepted', 'uncertain']).toContain(state);
    }
  },
);
