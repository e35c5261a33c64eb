import type { ConnectionProblem } from '../connection-problem.ts';

const shortest = 1_000;
const longest = 5 * 60_000;
/** A server that refuses a login may lock the account of one who tries too often. */
const shortestWhileLasting = 60_000;

const longestAsked = 60 * 60_000;

/**
 * Milliseconds to wait before the next attempt: exponential back-off with full jitter between a second and five
 * minutes, so that many mailboxes of one provider do not come back at the same moment (M7). Where only a person can
 * help it is a minute at least; where the server has said how long to wait it is that long, an hour at most.
 * @param failures in a row, from 1 on
 * @param random between 0 and 1
 */
export function chooseReconnectPause(
  failures: number,
  problem: ConnectionProblem,
  random: number,
  now = Date.now(),
): number {
  const floor = problem.lasting ? shortestWhileLasting : shortest;
  const ceiling = Math.min(longest, floor * 2 ** Math.min(failures, 20));
  const asked = Math.min((problem.retryAt?.getTime() ?? now) - now, longestAsked);
  return Math.max(Math.round(floor + (ceiling - floor) * random), asked);
}
