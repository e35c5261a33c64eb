import { ExpectedError, type Failure } from '../../../contract/error.ts';

/** Whatever was thrown, as the screen shows it. What is not an expected failure is a bug and is logged once, here. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ExpectedError) return error.toFailure();
  console.error(error);
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
