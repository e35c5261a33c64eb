import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { sweepSessions } from './sessions.ts';

const pause = 60_000;

/**
 * Ends what is over of sessions, every minute, until the signal aborts: agents whose desktop was switched off without
 * signing out become offline once their last session has expired. Several backends may do it.
 * @returns a promise that resolves when it has ended
 */
export async function keepSweepingSessions(db: Database, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const offline = await sweepSessions(db);
      if (offline.length > 0) log.info({ agents: offline }, 'agents went offline: their sessions are over');
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'sessions could not be swept, and will be again');
    }
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
