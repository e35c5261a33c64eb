import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../backend/db/database.ts';
import { type Jobs, startJobs } from '../../backend/db/jobs.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { findLeaks } from './find-leaks.ts';
import { hasten } from './hasten.ts';
import { divide } from './inflict-faults.ts';
import { countUnfinished, describeStanding, password, user } from './intake-desk.ts';
import { judgeMailbox, judgeRows } from './judge-intake.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { openDatabaseServer } from './open-database-server.ts';
import { countUnsettled, judgeOutbox, queueOnce, readDesk } from './outbox-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';
import {
  afterStoring,
  areWarned,
  clientSecret,
  describeTokenDesk,
  describeWorries,
  marginSeconds,
} from './token-desk.ts';
import { startTroubledAuthority, type Trouble, troubles } from './troubled-authority.ts';

const minute = 60_000;

/**
 * Mails come in and replies go out by tokens, through two backends that need the same one at once. Tokens are revoked,
 * expire, or live for a second; the authority fails, refuses, throttles, is slow or hangs up; the backends are killed
 * while they ask. Time passes by the hour for backends and tokens. Each mail is taken in once and each reply sent once;
 * the authority is never asked without need (`openTokenLedger` says what that is); what a person must mend is warned of
 * until it is mended; and neither logs nor database tell a token or secret.
 */
export async function runTokenRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const plans = Array.from({ length: settings.faults }, () => planFault(random));
  const shares = divide(settings.mails, plans.length + 1);
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-token-'));
  const clock = path.join(home, 'passed');
  await writeFile(clock, '0');
  let passed = 0;
  let logs = '';
  let jobs: Jobs | null = null;
  const problems: string[] = [];

  await using server = await openDatabaseServer();
  const db = openDatabase(
    { connection: server.connection, poolSize: 3 },
    () => jobs,
    () => undefined,
  );
  await using authority = await startTroubledAuthority(db, {
    user,
    backends: 2,
    marginSeconds,
    now: () => Date.now() + passed,
  });
  await using dovecot = await startDovecot({
    users: { [user]: password },
    introspectionUrl: authority.introspectionUrl,
  });
  await using account = await openImapAccount(dovecot, user, password);
  await using sink = await startSmtpSink({ without: ['STARTTLS'], acceptsToken: authority.accepts });
  const opened = {
    env: {
      DATABASE_URL: server.url,
      TEST_SECRET: clientSecret,
      TIME_PASSED_FILE: clock,
      NODE_OPTIONS: `--import ${path.join(import.meta.dirname, 'passing-time.ts')}`,
    },
    onLog(text: string): void {
      logs += text;
    },
  };
  await using first = await openKillableBackend(opened);
  await using second = await openKillableBackend(opened);
  const backends = [first, second] as const;

  /** For tokens and authority first, so that no backend is ahead of them. */
  async function pass(milliseconds: number): Promise<void> {
    passed += milliseconds;
    await writeFile(clock, String(passed));
    for (const one of backends) one.signal('SIGUSR2');
    // They have noticed by then.
    await delay(100);
    authority.onPassed();
  }

  async function restart(kills: readonly number[]): Promise<void> {
    const killed = backends.filter((_, index) => kills.includes(index));
    if (killed.length === 0) return;
    // Before as well: the other one may ask before we know that this one is dead.
    authority.onKilled();
    await Promise.all(killed.map((one) => one.kill()));
    authority.onKilled();
    await Promise.all(killed.map((one) => one.start()));
  }

  try {
    await first.apply(describeTokenDesk(authority.url, dovecot.imapPort, sink.port));
    await Promise.all(backends.map((one) => one.start()));
    const sending = await startJobs(server.connection, () => undefined);
    jobs = sending;
    const { tenant, agentId } = await readDesk(db);
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) {
        await account.append(composeMail(number, { to: user }));
        await queueOnce(db, tenant, agentId, number, user);
      }
    };
    await bring(0);
    for (const [number, plan] of plans.entries()) {
      await pass(plan.age);
      if (plan.loss === 'revoked') authority.revokeAll();
      // Who is refused is refused until somebody has mended it.
      authority.begin(plan.trouble, plan.trouble === 'refusal' ? Number.POSITIVE_INFINITY : plan.times);
      const asked = Promise.race([authority.next(plan.killAt), delay(patience, null, { ref: false })]);
      await Promise.all([bring(number + 1), asked.then(() => restart(plan.kills))]);
      const isOver = async (): Promise<boolean> =>
        plan.trouble === 'refusal' ? await areWarned(db) : authority.left() === 0;
      for (let tries = 0; tries < 40 && !(await isOver()); tries++) {
        await hasten(db, sending);
        await delay(250);
        // Who waits for an answer, or before the next question, has waited for long enough.
        await pass(plan.trouble === 'short' ? 1_000 : 65_000);
      }
      if (plan.trouble === 'refusal' && !(await areWarned(db)))
        problems.push('nobody was warned that the authority refuses the client');
      authority.end();
      await pass(plan.rest);
    }
    const last = Date.now();
    let looks = 0;
    await waitUntil(
      async () => {
        await hasten(db, sending);
        if ((looks += 1) % 8 === 0) await pass(310_000);
        return (await countUnfinished(db, settings.mails)) + (await countUnsettled(db)) === 0;
      },
      async () => `${await countUnsettled(db)} replies are not settled; ${await describeStanding(db)}`,
    );
    // The last word on the server that sends: an earlier one may have come late, or been lost with its backend.
    await queueOnce(db, tenant, agentId, settings.mails + 1, user);
    await waitUntil(
      async () => {
        await pass(40_000);
        await delay(200);
        return (await countUnsettled(db)) === 0 && (await describeWorries(db)) === '';
      },
      () => describeWorries(db),
      60_000,
    );
    const outbox = await judgeOutbox(db, sink, settings.mails + 1);
    const secrets = [clientSecret, ...authority.given];
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: plans.map(({ loss, trouble, kills, killAt }) =>
        [loss, trouble, ...(kills.length > 0 ? [`killed ${kills.length} ${killAt}`] : [])].join('+'),
      ),
      problems: [
        ...authority.problems,
        ...problems,
        ...(await judgeRows(db, settings.mails)),
        ...(await judgeMailbox(account, { afterStoring }, settings.mails)),
        ...outbox.problems,
        ...(await findLeaks(db, logs, user, secrets)),
      ],
      remarks: `${authority.given.length} tokens, ${Object.entries(outbox.states)
        .map(([state, count]) => `${count} ${state}`)
        .join(', ')}`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}, ${JSON.stringify(plans)}\n${logs.slice(-30_000)}`, {
      cause: error,
    });
  } finally {
    await jobs?.stop().catch(() => undefined);
    await db.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** How long a request is waited for that may never be made, in milliseconds. */
const patience = 8_000;

interface PlannedFault {
  /** How old tokens are made before. */
  readonly age: number;
  readonly loss: 'revoked' | 'expired';
  readonly trouble: Trouble;
  readonly times: number;
  /** The numbers of the backends that are killed at a request. */
  readonly kills: readonly number[];
  readonly killAt: 'asked' | 'answered';
  /** What passes afterwards. */
  readonly rest: number;
}

function planFault(random: SeededRandom): PlannedFault {
  const loss = random.pick(['revoked', 'expired'] as const);
  return {
    loss,
    // A token that is revoked within its first minute is used no less for that.
    age: loss === 'expired' ? 61 * minute : random.pick([0, 2 * minute]),
    trouble: random.pick(troubles),
    times: random.between(1, 4),
    kills: random.pick<readonly number[]>([[], [], [0], [1], [0, 1]]),
    killAt: random.pick(['asked', 'answered'] as const),
    rest: random.between(0, 5) * minute,
  };
}
