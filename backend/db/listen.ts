import { setTimeout as delay } from 'node:timers/promises';
import type { TenantId } from '../../contract/domain/ids.ts';
import { type Database, eventChannel } from './database.ts';

export interface EventListener {
  /** Called for each commit with events, in commit order within a tenant. @param revision of its newest */
  readonly onEvent: (tenantId: TenantId, revision: number) => void;
  /** Called when listening begins, and again after each lost connection: events may have been missed before. */
  readonly onListening: () => void;
  readonly onError: (error: Error) => void;
}

const heartbeatMilliseconds = 20_000;
const longestPause = 15_000;

/**
 * Listens to the announcements of events on a connection of its own until the signal aborts, across lost
 * connections.
 * @returns when listening has ended
 */
export async function listenToEvents(
  db: Database,
  listener: EventListener,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await listenOnce(
        db,
        {
          ...listener,
          onListening: () => {
            failures = 0;
            listener.onListening();
          },
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      listener.onError(error instanceof Error ? error : new Error(String(error)));
    }
    if (signal.aborted) return;
    const pause = Math.min(longestPause, 100 * 2 ** failures++);
    await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

async function listenOnce(db: Database, listener: EventListener, signal: AbortSignal): Promise<void> {
  const client = await db.connect();
  const ended = Promise.withResolvers<void>();
  client.on('end', () => ended.resolve());
  client.on('error', () => ended.resolve());
  client.on('notification', ({ channel, payload }) => {
    const [tenantId, revision] = payload?.split(':') ?? [];
    if (channel === eventChannel && tenantId && revision) {
      listener.onEvent(tenantId as TenantId, Number(revision));
    }
  });
  const stop = () => ended.resolve();
  signal.addEventListener('abort', stop);
  // A peer that vanished without a word is found out by asking.
  const heartbeat = setInterval(() => {
    const silent = setTimeout(stop, heartbeatMilliseconds);
    client.query('select').then(
      () => clearTimeout(silent),
      () => {
        clearTimeout(silent);
        stop();
      },
    );
  }, heartbeatMilliseconds);
  try {
    await client.query(`listen ${eventChannel}`);
    if (!signal.aborted) listener.onListening();
    await (signal.aborted ? undefined : ended.promise);
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
    // A dead connection does not answer the farewell: it is not waited for.
    void client.end().catch(() => undefined);
  }
}
