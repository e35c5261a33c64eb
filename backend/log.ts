import pino, { type Logger } from 'pino';
import type { Settings } from './environment.ts';

/** The one logger: JSON lines on standard error, so that standard output stays for people. It logs ids, never bodies. */
export function openLog(level: Settings['logLevel']): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
