// Loaded into a backend before all else (node --import): its clock is off by the milliseconds that stand in the file
// CLOCK_OFFSET_FILE, read at every SIGUSR2. What counts time without a clock (performance.now, timers) is right.
import { readFileSync } from 'node:fs';

const file = process.env['CLOCK_OFFSET_FILE'] ?? '';
const RealDate = Date;
let offset = 0;

function readOffset(): void {
  offset = Number(readFileSync(file, 'utf8'));
}

class SkewedDate extends RealDate {
  // oxlint-disable-next-line typescript/no-explicit-any -- every way that a Date can be made
  constructor(...given: any[]) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...(given as [number]));
  }
  static override now(): number {
    return RealDate.now() + offset;
  }
}

globalThis.Date = SkewedDate as DateConstructor;
process.on('SIGUSR2', readOffset);
readOffset();
