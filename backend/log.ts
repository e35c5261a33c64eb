import pino, { type DestinationStream, type Logger } from 'pino';
import type { Settings } from './environment.ts';

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

/** Mail libraries hang commands and answers on theirs, which can hold what people wrote. */
function wordsOf(value: unknown): unknown {
  if (!(value instanceof Error)) return { message: String(value) };
  const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {};
  return {
    type: value.name,
    message: value.message,
    ...code,
    ...(value.stack ? { stack: value.stack } : {}),
  };
}
