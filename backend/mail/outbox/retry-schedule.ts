const minute = 60_000;

/** Pauses after the first, second … failed attempt; the last one goes on. */
const pauses = [1, 5, 15, 60].map((minutes) => minutes * minute);

/** How long a mail is tried before it counts as refused. */
const giveUpAfter = 48 * 60 * minute;

/**
 * When a mail is tried again that could not be handed over.
 * @param attempts made so far, from 1 on
 * @returns null once it has been tried for 48 hours
 */
export function chooseNextAttempt(queuedAt: Date, attempts: number, now: Date): Date | null {
  const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? minute;
  const next = now.getTime() + pause;
  return next - queuedAt.getTime() > giveUpAfter ? null : new Date(next);
}
