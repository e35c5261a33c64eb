import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../db/database.ts';

/** Channel on which a changed configuration is announced, at the commit of the change; the payload does not matter. */
export const configurationChannel = 'postroom_configuration';

const longestPause = 15_000;
/** Asked for anew now and then, should a connection have died without a word. */
const heartbeat = 30_000;

/**
 * Calls `onChange` once listening has begun, after each announcement, and after each lost connection, since one may
 * have been missed. Never two calls at a time.
 * @returns when the signal has aborted and the last call has ended
 */
export async function watchConfiguration(
  db: Database,
  onChange: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      await watchOnce(
        db,
        async () => {
          await onChange();
          failures = 0;
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      onError(error);
      const longest = Math.min(longestPause, 200 * 2 ** failures);
      await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}

async function watchOnce(db: Database, onChange: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const client = await db.connect();
  let heard = Promise.withResolvers<'changed' | 'ended'>();
  const over = new AbortController();
  const end = (): void => {
    over.abort();
    heard.resolve('ended');
  };
  client.on('end', end);
  client.on('error', end);
  client.on('notification', () => heard.resolve('changed'));
  signal.addEventListener('abort', end);
  // Who was told to end while connecting hears of it no more.
  if (signal.aborted) end();
  try {
    await client.query(`listen ${configurationChannel}`);
    while (!over.signal.aborted) {
      heard = Promise.withResolvers();
      await onChange();
      // What was announced in the meantime has resolved it already.
      while (!over.signal.aborted && (await Promise.race([heard.promise, beat()])) === 'beat')
        await client.query('select 1');
    }
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => undefined);
  }
}

async function beat(): Promise<'beat'> {
  return delay(heartbeat, 'beat', { ref: false });
}
