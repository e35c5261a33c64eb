import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { listenToEvents } from '../db/listen.ts';
import { assignOffers } from './assign-offers.ts';
import { expireOffers, untilNextExpiry } from './expire-offers.ts';
import { releaseRemoved } from './release-removed.ts';

export interface Router {
  /** Resolves when the router has ended after the abort. */
  readonly ended: Promise<void>;
}

/** Between two passes, so that a flood of mail costs some passes a second and not one a mail. */
const breath = 20;
/** Finds what no notification told of: a lock that was in the way, a connection that was lost. */
const safetyNet = 5_000;

/**
 * Keeps offers going: takes back those that expired and makes new ones, whenever something changed or an offer's
 * time is up. One pass at a time in this process; other backends on the same database do the same.
 */
export function startRouter(db: Database, log: Logger, signal: AbortSignal): Router {
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  const onError = (error: Error) => log.error({ err: error }, 'routing failed, and will be tried again');

  const listening = listenToEvents(db, { onEvent: wake, onListening: wake, onError }, signal);

  async function work(): Promise<void> {
    while (!signal.aborted) {
      woken = Promise.withResolvers<void>();
      let pause = safetyNet;
      try {
        await expireOffers(db);
        await releaseRemoved(db);
        await assignOffers(db);
        pause = Math.max(0, Math.min(safetyNet, (await untilNextExpiry(db)) ?? safetyNet));
      } catch (error) {
        // The end of the database's own life is no failure of the router.
        if (signal.aborted) return;
        onError(error instanceof Error ? error : new Error(String(error)));
        pause = 1_000;
      }
      await sleepUnless(woken.promise, pause, signal);
      await sleepUnless(new Promise(() => undefined), breath, signal);
    }
  }

  return { ended: Promise.all([listening, work()]).then(() => undefined) };
}

async function sleepUnless(woken: Promise<void>, milliseconds: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const slept = delay(milliseconds, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  await Promise.race([slept.catch(() => undefined), woken]);
  over.abort();
}
