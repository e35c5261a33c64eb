import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { startFaultProxy, type WireFault } from './fault-proxy.ts';
import { hasten } from './hasten.ts';
import { divide } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { openDatabaseServer } from './open-database-server.ts';
import { countUnsettled, describeOutboxDesk, judgeOutbox, queueOnce, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

/**
 * Replies are sent by two backends through connections that break at every step: before and after the final dot, after
 * the answer, in the middle of the text; or both are killed at that very step. Whoever was put off is tried again at
 * once, since its time is made to have come. Accepted means once, uncertain at most once, and nothing is left between.
 */
export async function runSendRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const plans = Array.from({ length: settings.faults }, () => planFault(random));
  const shares = divide(settings.mails, plans.length + 1);

  await using sink = await startSmtpSink({ without: ['STARTTLS'] });
  await using proxy = await startFaultProxy({ port: sink.port, latency: () => random.between(0, 4) });
  await using server = await openDatabaseServer();
  const env = { DATABASE_URL: server.url };
  await using first = await openKillableBackend({ env });
  await using second = await openKillableBackend({ env });
  await first.apply(describeOutboxDesk(proxy, { connectTimeoutSeconds: 3, protocolTimeoutSeconds: 3 }));
  await Promise.all([first.start(), second.start()]);
  // Only puts jobs in; the backends work on them.
  const jobs = await startJobs(server.connection, () => undefined);
  const db = openDatabase(
    { connection: server.connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  try {
    const { tenant, agentId } = await readDesk(db);
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) await queueOnce(db, tenant, agentId, number);
    };
    await bring(0);
    for (const [number, plan] of plans.entries()) {
      const struck = proxy.arm(plan);
      await bring(number + 1);
      const fault = await Promise.race([struck, delay(patience, null, { ref: false })]);
      proxy.disarm();
      if (fault?.how !== 'pass') continue;
      await Promise.all([first.kill(), second.kill()]);
      await Promise.all([first.start(), second.start()]);
    }
    const last = Date.now();
    await waitUntil(
      async () => {
        await hasten(db, jobs);
        return (await countUnsettled(db)) === 0;
      },
      async () => `${await countUnsettled(db)} replies are not settled`,
      180_000,
    );
    const { problems, states } = await judgeOutbox(db, sink, settings.mails);
    await Promise.all([first.stop(), second.stop()]);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: proxy.struck.map(({ direction, how, pattern }) =>
        `${how} ${direction} ${JSON.stringify(pattern ?? '')}`.trim(),
      ),
      problems,
      remarks: Object.entries(states)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    const logs = [first, second].map((one) => one.log().slice(-15_000)).join('\n---\n');
    throw new Error(`seed ${settings.seed}, struck ${JSON.stringify(proxy.struck)}\n${logs}`, {
      cause: error,
    });
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
  }
}

/** How long a planned place is waited for that may never be passed, in milliseconds. */
const patience = 8_000;

/**
 * Of those that only pass somebody is told, who kills. Once all has been said the answer is waited for for ten minutes
 * (RFC 5321, 4.5.3.2.6), so that only before that the connection falls silent.
 */
function planFault(random: SeededRandom): WireFault {
  const early = random.pick<Place>([
    // From the greeting on: on a connection that stands, an answer would be held back for which ten minutes are waited.
    { direction: 'to-client', pattern: '220 ', bytes: random.between(0, 100) },
    { direction: 'to-server', pattern: 'EHLO', bytes: random.between(0, 10) },
    { direction: 'to-server', pattern: 'MAIL FROM', bytes: random.between(0, 40) },
  ]);
  const late = random.pick<Place>([
    { direction: 'to-client', pattern: '354', bytes: random.between(0, 30) },
    { direction: 'to-server', pattern: 'DATA\r\n', bytes: random.between(0, 300) },
    // The last line of the text; the final dot is some bytes behind it.
    { direction: 'to-server', pattern: 'this is mail number', bytes: random.between(0, 4) },
    { direction: 'to-server', pattern: '\r\n.\r\n', bytes: 0 },
    { direction: 'to-client', pattern: '250 kept', bytes: random.between(0, 2) },
  ]);
  return random.next() < 0.3
    ? { ...early, how: random.pick(['reset', 'close', 'half-close', 'silence', 'pass'] as const) }
    : { ...late, how: random.pick(['reset', 'close', 'pass'] as const) };
}

type Place = Pick<WireFault, 'direction' | 'pattern' | 'bytes'>;
