import { ExpectedError, type ErrorCode, type Failure } from '../../contract/error.ts';

export interface SaveFailure {
  readonly kind: 'conflict' | 'refused' | 'retry';
  readonly failure: Failure;
  /** Not expected by anybody: to be logged. */
  readonly bug: boolean;
}

/** Failures that pass by themselves: the backend is away, restarting, busy, or the agent must sign in again. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'not-signed-in',
  'too-many-attempts',
  'cancelled',
  'storage-full',
  'internal',
]);

/** What a failed save of a draft means for its text, which stays in the journal whatever it is. */
export function describeSaveFailure(cause: unknown): SaveFailure {
  if (!(cause instanceof ExpectedError)) {
    const message = 'the draft could not be saved on the backend';
    return { kind: 'retry', failure: { code: 'internal', message }, bug: true };
  }
  const failure = cause.toFailure();
  if (cause.code === 'draft-conflict') return { kind: 'conflict', failure, bug: false };
  return { kind: passing.has(cause.code) ? 'retry' : 'refused', failure, bug: cause.code === 'internal' };
}
