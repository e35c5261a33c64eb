import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';
import { countUnfinished, password, user } from './intake-desk.ts';
import { judgeMailbox, judgeRows } from './judge-intake.ts';
import { type KillableBackend, openKillableBackend, waitUntil } from './killable-backend.ts';
import { queueReply } from '../world/queue-reply.ts';
import { readDesk } from './outbox-desk.ts';
import { describeWholeDesk } from './whole-desk.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

const run = promisify(execFile);

/**
 * A backup is made of the data folder while replies wait to be sent and mails come in; work goes on, then the backup is
 * restored over it, and the mailbox is read once more. No reply and no confirmation goes a second time, no mail is there
 * twice, and those that came after the backup are there again.
 */
export async function runRestoreRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const before = random.between(1, settings.mails - 1);
  const replies = random.between(1, 10);
  const sentBefore = random.between(0, replies);
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-restore-'));
  const data = path.join(home, 'data');

  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using sink = await startSmtpSink({ without: ['STARTTLS'] });
  await using backend = await openKillableBackend({ home, env: { TEST_PASSWORD: password } });
  try {
    await backend.apply(describeWholeDesk(dovecot.imapPort, sink));
    await backend.start();
    const bring = async (from: number, to: number): Promise<void> => {
      for (let number = from; number <= to; number++) await account.append(compose(number));
    };
    {
      await using life = await connect(backend);
      await bring(1, before);
      await life.queue(1, sentBefore);
      await life.settle(before);
      // Those that are still to be sent when the backup is made.
      await life.queue(sentBefore + 1, replies, new Date(Date.now() + 3_600_000));
    }
    await backend.stop();
    await run('cp', ['-a', data, `${data}.backup`]);

    await backend.start();
    {
      await using life = await connect(backend);
      await bring(before + 1, settings.mails);
      await life.sendNow();
      await life.settle(settings.mails);
    }
    await backend.stop();
    await rm(data, { recursive: true });
    await run('cp', ['-a', `${data}.backup`, data]);
    await backend.run('restored');

    const last = Date.now();
    await backend.start();
    await using life = await connect(backend);
    await life.settle(settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: [`backup after ${before} mails and ${sentBefore} of ${replies} replies`],
      problems: [
        ...(await judgeRows(life.db, settings.mails)),
        ...(await judgeMailbox(account, { afterStoring: { action: 'mark-seen' } }, settings.mails)),
        ...judgeSent(sink, settings.mails, replies),
        ...(await judgeReplies(life.db, sentBefore, replies)),
      ],
      remarks: `${sink.messages.length} sent`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-15_000)}`, { cause: error });
  } finally {
    await backend.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Of today, since older mail is not confirmed. */
function compose(number: number): string {
  return composeMail(number, { to: user }).replace(/^Date: .*$/m, `Date: ${new Date().toUTCString()}`);
}

/** The database of a running backend, and jobs for it. */
async function connect(backend: KillableBackend) {
  const connection = await backend.findDatabase();
  const jobs = await startJobs(connection, () => undefined);
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  const { tenant, agentId } = await readDesk(db);
  return {
    db,
    async queue(from: number, to: number, notBefore = new Date()): Promise<void> {
      for (let number = from; number <= to; number++)
        await queueReply(db, tenant, agentId, { number: `reply-${number}`, notBefore });
    },
    sendNow: () =>
      db.kysely.transaction().execute(async (trx) => {
        const rows = await trx
          .updateTable('outgoing')
          .set({ not_before: new Date(0) })
          .where('state', '=', 'queued')
          .returning('id')
          .execute();
        await jobs.send(
          trx,
          rows.map(({ id }) => ({ name: 'send' as const, data: { outgoingId: id } })),
        );
      }),
    /** So many mails are in, and nothing is planned, being sent, or due. */
    settle: (mails: number) =>
      waitUntil(
        async () => (await countUnfinished(db, mails)) === 0 && (await countUnsettled(db)) === 0,
        async () =>
          `${await countUnfinished(db, mails)} mails and ${await countUnsettled(db)} to send are left`,
      ),
    async [Symbol.asyncDispose]() {
      await jobs.stop();
      await db.close();
    },
  };
}

async function countUnsettled({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ readonly left: string }>(
    `select (select count(*) from automatic_mail where state = 'planned')
       + (select count(*) from outgoing where state in ('sending', 'data-sent')
         or state = 'queued' and not_before < now() + interval '10 minutes') as left`,
  );
  return Number(rows[0]?.left);
}

/** Each reply once, and each mail confirmed once. */
function judgeSent(sink: SmtpSink, mails: number, replies: number): readonly string[] {
  const count = (to: string): number => sink.messages.filter((message) => message.to[0] === to).length;
  const expected = [
    ...Array.from({ length: mails }, (_, index) => `customer-${index + 1}@example.com`),
    ...Array.from({ length: replies }, (_, index) => `customer-reply-${index + 1}@example.com`),
  ];
  return expected.flatMap((to) => (count(to) === 1 ? [] : [`${to} got ${count(to)} mails`]));
}

/** What was sent before the backup is known to be; of the others a person has to say it. */
async function judgeReplies(
  { kysely }: Database,
  sentBefore: number,
  replies: number,
): Promise<readonly string[]> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select(['message_id', 'state'])
    .where('message_id', 'like', '<mail-reply-%')
    .execute();
  return Array.from({ length: replies }, (_, index) => index + 1).flatMap((number) => {
    const state = rows.find((row) => row.message_id === `<mail-reply-${number}@example.com>`)?.state;
    const wanted = number <= sentBefore ? 'accepted' : 'uncertain';
    return state === wanted ? [] : [`reply ${number} is ${state}, not ${wanted}`];
  });
}
