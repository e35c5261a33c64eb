export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the host writes what a person who repairs it needs. Ids and reasons only: never text, addresses or tokens. */
export interface HostLog {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  /** A bug, with its cause; logged once, where it was caught. */
  readonly error: (message: string, cause: unknown, fields?: LogFields) => void;
}

/** Writes each entry as one line of JSON to `write`. */
export function createLineLog(write: (line: string) => void, now: () => Date = () => new Date()): HostLog {
  const put = (level: string, message: string, fields: LogFields | undefined, cause?: string) => {
    const entry = { time: now().toISOString(), level, message, ...fields, ...(cause ? { cause } : {}) };
    write(`${JSON.stringify(entry)}\n`);
  };
  return {
    info: (message, fields) => {
      put('info', message, fields);
    },
    warn: (message, fields) => {
      put('warn', message, fields);
    },
    error: (message, cause, fields) => {
      put('error', message, fields, describeCause(cause));
    },
  };
}

/** The stack where there is one, and the stack of its cause. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const own = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined ? own : `${own}\ncaused by ${describeCause(cause.cause)}`;
}
