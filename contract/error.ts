import { z } from 'zod';

/**
 * The closed list of expected failures. Each is shown to a person with what to do next; anything else is a bug
 * and reaches the caller as `internal` with a reference to the log line.
 */
export const errorCodes = [
  'invalid-input', // the request does not fit its schema
  'not-signed-in', // no token, or it has expired
  'wrong-credentials', // login or password is wrong
  'too-many-attempts', // sign-in is throttled
  'not-allowed', // the role or the service group does not permit it
  'not-found', // no such thing, or not visible to this agent
  'offer-gone', // the offer was taken back, expired or went to another agent
  'lease-lost', // another agent holds the interaction now: the epoch is stale
  'state-conflict', // the thing is not in a state that allows this
  'draft-conflict', // the draft was saved elsewhere in the meantime; both versions are kept
  'no-sender-address', // the service group has no address to send from (M16)
  'no-recipient', // nothing in To, Cc or Bcc
  'too-many-recipients', // more than To or Cc may hold
  'bad-address', // an address is malformed or holds CR, LF or NUL
  'unresolved-identifiers', // $Identifiers$ remain in the text
  'expired-responses', // the text holds responses that are no longer offered
  'written-again', // the customer has sent another mail after the one that the draft answers
  'too-large', // over a configured size limit
  'already-sent', // the undo time has passed
  'storage-full', // no room on the disk
  'unreachable', // the backend does not answer
  'cancelled', // the person cancelled
  'internal', // a bug; logged with its cause
] as const;

export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

/** The one envelope in which a failure crosses a process. `message` is English and for logs; screens translate `code`. */
export const failure = z.object({
  code: errorCode,
  message: z.string(),
  /** What the failure is about, for the screen: a field, an address, an id. Never a secret. */
  detail: z.record(z.string(), z.string()).optional(),
});
export type Failure = z.infer<typeof failure>;

/** An expected failure on its way to the edge of a process. */
export class ExpectedError extends Error {
  override readonly name = 'ExpectedError';
  readonly code: ErrorCode;
  readonly detail: Record<string, string> | undefined;

  constructor(code: ErrorCode, message: string, detail?: Record<string, string>, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, ...(this.detail ? { detail: this.detail } : {}) };
  }
}
