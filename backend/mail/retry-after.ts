/** Where a server asks for patience and does not say for how long, in milliseconds. */
const unsaidPause = 10_000;
const longestPause = 60 * 60_000;

/** Milliseconds; Retry-After is seconds or a date (RFC 9110, 10.2.3). */
export function readRetryAfter(value: string | null): number {
  const seconds = value === null || value.trim() === '' ? Number.NaN : Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value ?? '') - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestPause) : unsaidPause;
}
