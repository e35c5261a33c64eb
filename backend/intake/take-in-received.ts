import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { sql } from 'kysely';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Authenticator } from '../mail/authentication/authenticator.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { isRefusedMail } from '../mail/storage-failure.ts';
import { authenticateReceived, openTrustDirectory } from './authenticate-received.ts';
import { openByteBudget } from './byte-budget.ts';
import { type MailToQueue, queueMails, readReceived, wrapReceived } from './take-in.ts';
import { writeTogether } from './write-together.ts';

/** How many mails are read and queued at a time by one backend. */
const atOnce = 32;
/** A mail whose job a killed process took along is found this long after it came, in seconds. */
const overdue = 20;
/** So many that fail in one sweep mean that something else is wrong than these mails. */
const mostFailures = 5;
/** Large mails that are read at a time have so many bytes together, or are one. */
const largeMailBytes = 256 * 1024 * 1024;

/**
 * Reads received mail and queues it: each as its job comes, and those whose job was lost with a killed process at
 * the start and every now and then. Taking in happens once, whoever does it.
 */
export async function startTakingIn(tools: {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly reader: MailReader;
  readonly authenticator: Authenticator;
  readonly log: Logger;
}): Promise<{ readonly stop: () => Promise<void> }> {
  const { db, jobs, reader, authenticator, log } = tools;
  const directory = openTrustDirectory(db);
  const stopping = new AbortController();
  const memory = openByteBudget(largeMailBytes);
  let failed = new AbortController();
  const queue = writeTogether(atOnce, (mails: readonly MailToQueue[]) => queueMails(db, mails));

  async function readAndQueue(id: MailId): Promise<InteractionId | null> {
    const [mail, authentication] = await Promise.all([
      readReceived(db, reader, id),
      authenticateReceived({ db, authenticator, directory }, id),
    ]);
    return mail && (await queue({ ...mail, authentication }));
  }

  /** No mail is left lying because of what is in it: one that cannot be queued as it was read is wrapped (G8). */
  async function queueSomehow(id: MailId): Promise<InteractionId | null> {
    try {
      return await readAndQueue(id);
    } catch (error) {
      if (!isMailsOwn(error)) throw error;
      log.error({ err: error, mail: id }, 'a mail cannot be queued as it was read, and is wrapped');
      const mail = await wrapReceived(db, id, 'This mail was read, but what it says cannot be stored');
      return mail && queue(mail);
    }
  }

  const takeIn = (id: MailId, size: number) => memory.within(size, () => queueSomehow(id));

  async function sweep(olderThan: number): Promise<void> {
    const left = await db.kysely
      .selectFrom('mail')
      .select(['id', 'size'])
      .where('state', '=', 'received')
      .where('received_at', '<=', sql<Date>`now() - make_interval(secs => ${olderThan})`)
      .orderBy('id')
      .limit(500)
      .execute();
    let taken = 0;
    const failures: unknown[] = [];
    for (const { id, size } of left) {
      // Where one fails the next may do well; where several do, the fault is elsewhere.
      if (stopping.signal.aborted || failures.length >= mostFailures) break;
      try {
        if ((await takeIn(id, size)) !== null) taken++;
      } catch (error) {
        failures.push(error);
      }
    }
    if (taken > 0) log.info({ mails: taken }, 'took in mails that were left unread');
    if (failures.length > 0) throw failures[0];
  }

  async function keepSweeping(): Promise<void> {
    // All of them at first, and after a failure.
    let olderThan = 0;
    let failures = 0;
    while (!stopping.signal.aborted) {
      failed = new AbortController();
      try {
        await sweep(olderThan);
        olderThan = overdue;
        failures = 0;
      } catch (error) {
        if (!stopping.signal.aborted)
          log.error({ err: error }, 'received mail could not be taken in; trying again');
        failed.abort();
      }
      await pause(overdue, failed.signal);
      if (!failed.signal.aborted) continue;
      olderThan = 0;
      await pause(Math.min(overdue, 2 ** failures++));
    }
  }

  async function pause(seconds: number, early: AbortSignal = stopping.signal): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, early]);
    await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }

  const sweeping = keepSweeping();
  const stopWorking = await jobs.work('take-in', atOnce, async ({ mailId, size = 0 }) => {
    try {
      await takeIn(mailId, size);
    } catch (error) {
      // While the database is away a job cannot even be marked as failed; its mail shall not wait for the job.
      failed.abort();
      throw error;
    }
  });
  return {
    stop: async () => {
      stopping.abort();
      // The reader ends after this: a mail in the middle of being read is finished first.
      await Promise.all([sweeping, stopWorking()]);
    },
  };
}

/** A failure that this mail would meet again and another would not: what the database refuses, or our own mistake. */
function isMailsOwn(error: unknown): boolean {
  return isRefusedMail(error) || error instanceof TypeError || error instanceof RangeError;
}
