import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { findFailing, findQuiet } from './find-warnings.ts';
import { tellWarnings } from './tell-warnings.ts';

const pause = 30_000;
/** The habits of the mailboxes are read from all mail of four weeks: only every so many times. */
const quietEvery = 30;

/**
 * Looks for mail servers that agents are to be warned of, every half minute until the signal aborts; for mailboxes that
 * are unusually quiet every quarter of an hour. Several backends may do it.
 * @returns when it has ended
 */
export async function keepWatchingMailboxes(db: Database, log: Logger, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    try {
      const quiet = round % quietEvery === 0 ? await findQuiet(db) : null;
      await tellWarnings(db, { failing: await findFailing(db), quiet });
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'mail servers could not be watched; trying again');
    }
    await delay(pause * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => undefined);
  }
}
