import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { queueReply } from '../world/queue-reply.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { hasten } from './hasten.ts';
import { divide } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { countUnsettled, describeOutboxDesk, judgeOutbox, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

const hour = 3_600_000;
const jumps = [-72 * hour, -hour, 0, hour, 72 * hour] as const;
/** How long a reply may still be taken back, in milliseconds. */
const undoTime = 3_000;

/**
 * Replies are sent while the clock of the backend's machine is set back and forth by hours and days; that of the
 * database is right. Some may still be taken back, some are put off by their server. None goes before its time, none is
 * given up long before its 48 hours are over, and each goes once.
 */
export async function runClockRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const plan = Array.from({ length: settings.faults }, () => random.pick<number>(jumps));
  const shares = divide(settings.mails, plan.length + 1);
  const replies = Array.from({ length: settings.mails }, () => ({
    waits: random.next() < 0.3,
    isPutOff: random.next() < 0.3,
  }));
  const arrivals = new Map<string, number>();
  const dues = new Map<string, number>();
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-clock-'));
  const clock = path.join(home, 'offset');
  await writeFile(clock, '0');

  await using sink = await startSmtpSink({
    without: ['STARTTLS'],
    fault(at, { to: [to = ''] }) {
      const number = /customer-(\d+)@/.exec(to)?.[1];
      if (at !== 'rcpt' || number === undefined || arrivals.has(number)) return undefined;
      arrivals.set(number, Date.now());
      return replies[Number(number) - 1]?.isPutOff ? { at, code: 451, text: '4.7.1 later' } : undefined;
    },
  });
  await using backend = await openKillableBackend({
    env: {
      CLOCK_OFFSET_FILE: clock,
      NODE_OPTIONS: `--import ${path.join(import.meta.dirname, 'skewed-clock.ts')}`,
    },
  });
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
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) {
        const due = Date.now() + (replies[number - 1]?.waits ? undoTime : 0);
        dues.set(String(number), due);
        await queueReply(db, tenant, agentId, { number, notBefore: new Date(due) });
      }
    };
    await bring(0);
    for (const [number, offset] of plan.entries()) {
      await writeFile(clock, String(offset));
      backend.signal('SIGUSR2');
      await bring(number + 1);
      await delay(random.between(200, 800));
    }
    // All have been tried once; those that were put off wait for their minute.
    await waitUntil(
      async () => (await countUntried(db)) === 0,
      async () => `${await countUntried(db)} replies were not tried`,
    );
    const early = [...arrivals].filter(([number, at]) => at < (dues.get(number) ?? 0));
    const pauses = await judgePauses(db);
    const last = Date.now();
    await waitUntil(
      async () => {
        await hasten(db, jobs);
        return (await countUnsettled(db)) === 0;
      },
      async () => `${await countUnsettled(db)} replies are not settled`,
    );
    const { problems, states } = await judgeOutbox(db, sink, settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: plan.map((offset) => `${offset / hour} h`),
      problems: [...early.map(([number]) => `reply ${number} went before its time`), ...pauses, ...problems],
      remarks: Object.entries(states)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-15_000)}`, { cause: error });
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function countUntried({ kysely }: Database): Promise<number> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select('id')
    .where((row) =>
      row.or([
        row('state', 'in', ['sending', 'data-sent']),
        row.and([row('state', '=', 'queued'), row('attempts', '=', 0)]),
      ]),
    )
    .execute();
  return rows.length;
}

/** Who was put off once waits for a minute, by the right clock. */
async function judgePauses({ pool }: Database): Promise<readonly string[]> {
  const { rows } = await pool.query<{ readonly message_id: string; readonly seconds: number }>(
    `select o.message_id, extract(epoch from o.not_before - a.at)::float as seconds
     from outgoing o join audit a on a.subject = 'outgoing:' || o.id and a.action = 'outgoing.queued'
     where o.state = 'queued' and o.attempts = 1 and (a.detail ->> 'attempt')::int = 1`,
  );
  return rows
    .filter(({ seconds }) => seconds < 55 || seconds > 65)
    .map(({ message_id, seconds }) => `reply ${message_id} waits for ${seconds} s after it was put off`);
}
