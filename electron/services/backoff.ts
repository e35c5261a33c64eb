export interface Delays {
  /** Milliseconds before the first repetition. */
  readonly first: number;
  /** Never longer than this, in milliseconds. */
  readonly most: number;
}

/**
 * Milliseconds to wait before attempt number `attempt` (1 is the first repetition): doubled each time, and spread
 * over its upper half so that a thousand desktops do not return to a restarted backend at one moment.
 */
export function backOff(attempt: number, delays: Delays, random: () => number = Math.random): number {
  const whole = Math.min(delays.most, delays.first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole / 2 + (whole / 2) * random());
}
