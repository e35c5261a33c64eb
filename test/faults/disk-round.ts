import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { type Jobs, startJobs } from '../../backend/db/jobs.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { mountSmallDisk } from '../world/small-disk.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { composeLarge, describeDiskDesk, judgeArrivals, openSmtpCustomer } from './disk-desk.ts';
import { hasten } from './hasten.ts';
import { divide } from './inflict-faults.ts';
import { describeStanding, password, user } from './intake-desk.ts';
import { type KillableBackend, openKillableBackend, waitUntil } from './killable-backend.ts';
import { countUnsettled, judgeOutbox, queueOnce, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

/**
 * The disk of database and data folder fills up at any moment while mails come in by IMAP and SMTP and replies go out,
 * and is freed again; meanwhile the backend, its database or both are killed. What was answered with 250 and what lay in
 * the mailbox is there once, each reply is accepted once or uncertain, and the backend goes on without a hand: where it
 * was killed and cannot start for want of room it says so and what to do, and starts once there is room.
 * @returns null where no small disk can be mounted
 */
export async function runDiskRound(settings: RoundSettings): Promise<RoundResult | null> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const plans = Array.from({ length: settings.faults }, () => planFault(random));
  const shares = divide(settings.mails, plans.length + 1);
  const sizes = Array.from({ length: settings.mails }, () => random.pick([500, 5_000, 100_000, 400_000]));
  const problems: string[] = [];
  let said = '';
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-disk-'));
  let jobs: Jobs | null = null;
  try {
    await using disk = await mountSmallDisk(home, 320);
    if (!disk) return null;
    await using dovecot = await startDovecot({ users: { [user]: password } });
    await using account = await openImapAccount(dovecot, user, password);
    await using sink = await startSmtpSink({ without: ['STARTTLS'] });
    await using backend = await openKillableBackend({
      home,
      env: { TEST_PASSWORD: password },
      onLog(text) {
        said += text;
      },
    });
    await backend.apply(describeDiskDesk(dovecot.imapPort, sink.port));
    await backend.start();
    const connection = await backend.findDatabase();
    const sending = await startJobs(connection, () => undefined);
    jobs = sending;
    const db = openDatabase(
      { connection, poolSize: 3 },
      () => jobs,
      () => undefined,
    );
    const customer = openSmtpCustomer(() => backend.smtpPort());
    try {
      const { tenant, agentId } = await readDesk(db);
      const bring = async (share: number): Promise<void> => {
        const numbers = shares[share] ?? [];
        await Promise.all([
          (async () => {
            for (const number of numbers)
              await account.append(composeLarge(`imap-${number}`, sizes[number - 1] ?? 0));
          })(),
          (async () => {
            for (const number of numbers)
              await customer.send(`smtp-${number}`, composeLarge(`smtp-${number}`, sizes[number - 1] ?? 0));
          })(),
          (async () => {
            for (const number of numbers) await queueOnce(db, tenant, agentId, number);
          })(),
        ]);
      };
      await bring(0);
      for (const [number, plan] of plans.entries()) {
        const bringing = bring(number + 1);
        // Looked at below; a fault in between shall not make it an unhandled one.
        bringing.catch(() => undefined);
        await delay(plan.after);
        await disk.fill(plan.leaving);
        await delay(plan.full);
        said = '';
        const hasStarted = await strike(backend, plan.killed);
        if (!hasStarted && !/There is no room left for the data folder .*Make room/.test(said))
          problems.push(`fault ${number + 1}: it did not say what to do: ${said.slice(-2_000)}`);
        await delay(plan.stays);
        await disk.makeRoom();
        if (!hasStarted) await backend.start();
        await bringing;
      }
      const last = Date.now();
      await waitUntil(
        async () => {
          await hasten(db, sending);
          const left = (await account.list()).length;
          return left + (await countUnread(db)) + (await countUnsettled(db)) === 0;
        },
        async () =>
          `${(await account.list()).length} mails are in the mailbox; ${await describeStanding(db)}`,
        180_000,
      );
      const outbox = await judgeOutbox(db, sink, settings.mails);
      return {
        seed: settings.seed,
        mails: settings.mails,
        faults: plans.map(({ leaving, killed }) => `${leaving}${killed === 'nothing' ? '' : `+${killed}`}`),
        problems: [...problems, ...(await judgeArrivals(db, settings.mails)), ...outbox.problems],
        remarks: `${customer.refused()} asked to wait, ${Object.entries(outbox.states)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ')}`,
        seconds: (Date.now() - begun) / 1000,
        settledAfterSeconds: (Date.now() - last) / 1000,
      };
    } catch (error) {
      throw new Error(`seed ${settings.seed}, ${JSON.stringify(plans)}\n${backend.log().slice(-30_000)}`, {
        cause: error,
      });
    } finally {
      await jobs.stop().catch(() => undefined);
      await db.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

interface PlannedFault {
  /** Milliseconds until the disk is full, until something is killed, and until there is room again. */
  readonly after: number;
  readonly full: number;
  readonly stays: number;
  /** Bytes that are left at first. */
  readonly leaving: number;
  readonly killed: 'nothing' | 'backend' | 'database' | 'both';
}

function planFault(random: SeededRandom): PlannedFault {
  return {
    after: random.between(0, 600),
    full: random.between(0, 1_500),
    stays: random.between(0, 3_000),
    leaving: random.pick([0, 0, 20_000, 1_000_000, 5_000_000]),
    killed: random.pick(['nothing', 'nothing', 'backend', 'database', 'both'] as const),
  };
}

/** @returns false where the backend was killed and ended as it was started again */
async function strike(backend: KillableBackend, killed: PlannedFault['killed']): Promise<boolean> {
  if (killed === 'nothing') return true;
  if (killed !== 'backend') await backend.killDatabase();
  if (killed === 'database') return true;
  await backend.kill();
  return backend.start().then(
    () => true,
    () => false,
  );
}

async function countUnread({ kysely }: Database): Promise<number> {
  const rows = await kysely
    .selectFrom('mail')
    .where('direction', '=', 'in')
    .where('state', '!=', 'read')
    .select('id')
    .execute();
  return rows.length;
}
