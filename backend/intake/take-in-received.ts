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
import { type RawMail, readRaws } from './read-raw.ts';
import { type MailToQueue, queueMails, readReceived, wrapReceived } from './take-in.ts';
import { together } from './together.ts';

/** How many mails are read and queued at a time by one backend, and how many are fetched or written together. */
const atOnce = 64;
/** What is fetched or written together has no more bytes, or is one mail. */
const togetherBytes = 8 * 1024 * 1024;
/** A mail whose job a killed process took along is found this long after it came, in seconds. */
const overdue = 20;
/** So many that fail in one sweep mean that something else is wrong than these mails. */
const mostFailures = 5;
/** Large mails that are read at a time have so many bytes together, or are one. */
const largeMailBytes = 256 * 1024 * 1024;

interface StoredMail {
  readonly id: MailId;
  /** Bytes. */
  readonly size: number;
}

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
  const limits = { items: atOnce, bytes: togetherBytes, bytesOf: ({ size }: StoredMail) => size };
  const fetchRaw = together(limits, (mails: readonly StoredMail[]) =>
    readRaws(
      db,
      mails.map(({ id }) => id),
    ),
  );
  const queue = together(limits, (mails: readonly MailToQueue[]) => queueMails(db, mails));

  async function readAndQueue(raw: RawMail): Promise<InteractionId | null> {
    const [mail, authentication] = await Promise.all([
      readReceived(reader, raw),
      authenticateReceived({ authenticator, directory }, raw),
    ]);
    return queue({ ...mail, authentication });
  }

  /** No mail is left lying because of what is in it: one that cannot be queued as it was read is wrapped (G8). */
  async function queueSomehow(mail: StoredMail): Promise<InteractionId | null> {
    const raw = await fetchRaw(mail);
    if (!raw) return null;
    try {
      return await readAndQueue(raw);
    } catch (error) {
      if (!isMailsOwn(error)) throw error;
      log.error({ err: error, mail: mail.id }, 'a mail cannot be queued as it was read, and is wrapped');
      return queue(wrapReceived(raw, 'This mail was read, but what it says cannot be stored'));
    }
  }

  const takeIn = (id: MailId, size: number) => memory.within(size, () => queueSomehow({ id, size }));

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
