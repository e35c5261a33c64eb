/**
 * What of an error may go into the log: mail libraries hang commands and answers on theirs, which can hold what
 * people wrote.
 */
export function loggableError(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    type: error.name,
    message: error.message,
    ...code,
    ...(error.stack ? { stack: error.stack } : {}),
  };
}
