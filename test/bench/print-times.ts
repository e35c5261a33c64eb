/** One line: median, p95 and p99 of the milliseconds, and how many there were. */
export function printTimes(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(sorted, share).toFixed(1));
  console.log(`${name.padEnd(48)} median ${median} ms, p95 ${p95} ms, p99 ${p99} ms (${times.length})`);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds since 1970 with fractions: the same clock in this process and in a page of this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
