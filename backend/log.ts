import pino, { type DestinationStream, type Logger } from 'pino';
import type { Settings } from './environment.ts';
import { loggableError } from './mail/loggable-error.ts';

/**
 * The one logger: JSON lines on standard error, so that standard output stays for people. It logs ids, never bodies, and
 * of errors only their words: libraries hang connections with their passwords on theirs.
 */
export function openLog(
  level: Settings['logLevel'],
  destination: DestinationStream = pino.destination(2),
): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: wordsOf } },
    destination,
  );
}

function wordsOf(value: unknown): unknown {
  return value instanceof Error ? loggableError(value) : value;
}
