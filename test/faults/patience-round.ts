import { type Database, openDatabase } from '../../backend/db/database.ts';
import { type Jobs, startJobs } from '../../backend/db/jobs.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { describeOutboxDesk, queueOnce, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

/** So many attempts fit into 48 hours: after 1, 5 and 15 minutes, then every hour. */
const mostAttempts = 51;

/**
 * Each reply is put off by its server so many times, up to 48 hours and beyond, and then taken or refused. Hours pass
 * by moving what waits into the past. It is tried as often as the schedule says, delivered once or not at all, and
 * whoever wrote it is told when it is refused or given up.
 */
export async function runPatienceRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const replies = Array.from({ length: settings.mails }, () => ({
    putOff: random.pick([0, 1, 3, random.between(4, 49), 100]),
    at: random.pick(['mail', 'rcpt', 'message'] as const),
    isRefused: random.next() < 0.5,
  }));
  const attempts = new Map<number, number>();
  await using sink = await startSmtpSink({
    without: ['STARTTLS'],
    fault(at, { to: [to = ''], from }) {
      // A sender of its own tells the reply before any recipient is known.
      const number = Number(/(\d+)@/.exec(to === '' ? from : to)?.[1]);
      const reply = replies[number - 1];
      if (!reply || at !== reply.at) return undefined;
      const made = (attempts.get(number) ?? 0) + 1;
      attempts.set(number, made);
      if (made <= reply.putOff) return { at: reply.at, code: 451, text: '4.7.1 later' };
      return reply.isRefused ? { at: reply.at, code: 550, text: '5.7.1 never' } : undefined;
    },
  });
  await using backend = await openKillableBackend({});
  await backend.apply(describeOutboxDesk(sink));
  await backend.start();
  const connection = await backend.findDatabase();
  const jobs = await startJobs(connection, () => undefined);
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  try {
    const { tenant, agentId } = await readDesk(db);
    for (let number = 1; number <= settings.mails; number++)
      await queueOnce(db, tenant, agentId, number, `desk-${number}@desk.example`);
    for (let passed = true; passed;) {
      await waitUntil(
        async () => (await countDue(db)) === 0,
        async () => `${await countDue(db)} replies are due`,
      );
      passed = await letTimePass(db, jobs);
    }
    const rows = await readRows(db);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: replies.map(({ putOff, isRefused }) => `${putOff}${isRefused ? '!' : ''}`),
      problems: replies.flatMap((reply, index) => {
        const number = index + 1;
        const row = rows.get(`<mail-${number}@example.com>`);
        const isGivenUp = reply.putOff >= mostAttempts;
        const state = isGivenUp || reply.isRefused ? 'rejected' : 'accepted';
        const wanted = isGivenUp ? mostAttempts : reply.putOff + 1;
        const delivered = sink.messages.filter(
          ({ messageId }) => messageId === `<mail-${number}@example.com>`,
        );
        return [
          ...(row?.state === state ? [] : [`reply ${number} is ${row?.state}, not ${state}`]),
          ...(row?.attempts === wanted
            ? []
            : [`reply ${number} was tried ${row?.attempts} times, not ${wanted}`]),
          ...(delivered.length === (state === 'accepted' ? 1 : 0)
            ? []
            : [`reply ${number} was delivered ${delivered.length} times`]),
          ...(row?.told === state
            ? []
            : [`of reply ${number} its agent was told last that it is ${row?.told}`]),
        ];
      }),
      remarks: `${[...rows.values()].filter(({ state }) => state === 'rejected').length} rejected`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: 0,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-15_000)}`, { cause: error });
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
  }
}

async function countDue({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ readonly due: number }>(
    `select count(*)::int as due from outgoing
     where state in ('sending', 'data-sent') or state = 'queued' and not_before < now() + interval '10 seconds'`,
  );
  return rows[0]?.due ?? 0;
}

/** For each that waits just as long as it still has to. @returns false where none does */
async function letTimePass(db: Database, jobs: Jobs): Promise<boolean> {
  return db.kysely.transaction().execute(async (trx) => {
    const waiting = await trx
      .selectFrom('outgoing')
      .select(['id', 'queued_at', 'not_before'])
      .where('state', '=', 'queued')
      .forUpdate()
      .execute();
    const now = Date.now();
    for (const { id, queued_at: queuedAt, not_before: notBefore } of waiting) {
      const left = notBefore.getTime() - now;
      await trx
        .updateTable('outgoing')
        .set({ queued_at: new Date(queuedAt.getTime() - left), not_before: new Date(now) })
        .where('id', '=', id)
        .execute();
    }
    await jobs.send(
      trx,
      waiting.map(({ id }) => ({ name: 'send' as const, data: { outgoingId: id } })),
    );
    return waiting.length > 0;
  });
}

async function readRows({ pool }: Database) {
  const { rows } = await pool.query<{
    readonly message_id: string;
    readonly state: string;
    readonly attempts: number;
    readonly told: string;
  }>(
    `select message_id, state, attempts, (select payload -> 'outgoing' ->> 'state' from event
       where payload ->> 'type' = 'outgoing.changed' and payload -> 'outgoing' ->> 'id' = o.id::text
         and agent_id = o.agent_id order by revision desc limit 1) as told
     from outgoing o`,
  );
  return new Map(rows.map((row) => [row.message_id, row]));
}
