// Loaded into a backend before all else (node --import): for it, so many milliseconds more have passed as stand in the
// file TIME_PASSED_FILE, read at every SIGUSR2. Its clocks all go on by them, and waits of node:timers/promises that
// would be over by then are over.
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const file = process.env['TIME_PASSED_FILE'] ?? '';
const RealDate = Date;
const realNow = performance.now.bind(performance);
const realDelay = timers.setTimeout;
let passed = Number(readFileSync(file, 'utf8'));
const waiting = new Set<{ readonly due: number; readonly end: () => void }>();

class LaterDate extends RealDate {
  // oxlint-disable-next-line typescript/no-explicit-any -- every way that a Date can be made
  constructor(...given: any[]) {
    if (given.length === 0) super(RealDate.now() + passed);
    else super(...(given as [number]));
  }
  static override now(): number {
    return RealDate.now() + passed;
  }
}

globalThis.Date = LaterDate as DateConstructor;
performance.now = () => realNow() + passed;
timers.setTimeout = async <T>(milliseconds = 1, value?: T, options = {}): Promise<T> => {
  const { promise, resolve } = Promise.withResolvers<T>();
  const one = { due: performance.now() + milliseconds, end: () => resolve(value as T) };
  waiting.add(one);
  try {
    return await Promise.race([promise, realDelay(milliseconds, value as T, options)]);
  } finally {
    waiting.delete(one);
  }
};
syncBuiltinESMExports();

process.on('SIGUSR2', () => {
  passed = Number(readFileSync(file, 'utf8'));
  for (const { due, end } of waiting) if (due <= performance.now()) end();
});
