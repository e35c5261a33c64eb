import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionFailure } from '../connection-problem.ts';
import { type EwsServer, mailboxOf } from './ews-account.ts';
import { askedForPatience } from './ews-refusal.ts';

/** Until when a mailbox is left alone, in milliseconds since 1970: readers and senders of a process share it. */
const busyUntil = new Map<string, number>();
const longestPause = 60 * 60_000;

const nameOf = (server: EwsServer): string => `${server.url} ${mailboxOf(server)}`;

/** Exchange wants to be asked nothing about this mailbox for so many milliseconds. @returns until when */
export function leaveAlone(server: EwsServer, pause: number): Date {
  const name = nameOf(server);
  const until = Math.max(busyUntil.get(name) ?? 0, Date.now() + Math.min(pause, longestPause));
  busyUntil.set(name, until);
  return new Date(until);
}

/**
 * Resolves when the mailbox may be asked again.
 * @param patience milliseconds that are waited for it
 * @throws ConnectionFailure with `retryAt` where it takes longer
 */
export async function waitUntilWelcome(
  server: EwsServer,
  signal: AbortSignal,
  patience: number,
): Promise<void> {
  for (;;) {
    const until = busyUntil.get(nameOf(server)) ?? 0;
    const wait = until - Date.now();
    if (wait <= 0) return;
    if (wait > patience)
      throw new ConnectionFailure(askedForPatience(server, 'said before', new Date(until)));
    await delay(wait, undefined, { signal });
  }
}
