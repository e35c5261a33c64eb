import { openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { countUnsettled, describeOutboxDesk, judgeOutbox, queueOnce, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

/**
 * Replies are put into the outbox while the backend that sends them is killed again and again, alone and with its
 * database. At the end what the SMTP server has got is held against what the rows say: accepted means once,
 * uncertain at most once, and nothing is left between.
 */
export async function runOutboxRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const faults = planFaults(random, settings.faults);
  const shares = divide(settings.mails, faults.length + 1);

  // A server takes its time before and after it has a message, so that faults strike between.
  const pauses = seedRandom(settings.seed + 1);
  await using sink = await startSmtpSink({
    pause: () => pauses.between(0, 60),
  });
  await using backend = await openKillableBackend({});
  await backend.apply(describeOutboxDesk(sink));
  await backend.start();
  const connection = await backend.findDatabase();
  // Only puts jobs in; the backend works on them.
  const jobs = await startJobs(connection, () => undefined);
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  try {
    const { tenant, agentId } = await readDesk(db);
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) await queueOnce(db, tenant, agentId, number);
    };
    await bring(0);
    await inflictFaults(backend, faults, bring);
    const last = Date.now();
    await waitUntil(
      async () => (await countUnsettled(db)) === 0,
      async () => `${await countUnsettled(db)} replies are not settled`,
      180_000,
    );
    const settledAfterSeconds = (Date.now() - last) / 1000;
    const { problems, states } = await judgeOutbox(db, sink, settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems,
      remarks: Object.entries(states)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds,
    };
  } catch (error) {
    throw new Error(
      `seed ${settings.seed}, ${faults.map(({ fault, after, starting }) => `${fault} ${after} ${starting}`).join(', ')}
${backend.log().slice(-30_000)}`,
      { cause: error },
    );
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
  }
}
