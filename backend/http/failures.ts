import type { FastifyError } from 'fastify';
import { DatabaseError } from 'pg';
import type { ZodError } from 'zod';
import { type ErrorCode, ExpectedError, type Failure } from '../../contract/error.ts';

const statuses: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'too-many-attempts': 429,
  'not-allowed': 403,
  'not-found': 404,
  'offer-gone': 409,
  'lease-lost': 409,
  'state-conflict': 409,
  'draft-conflict': 409,
  'no-sender-address': 422,
  'no-recipient': 422,
  'too-many-recipients': 422,
  'bad-address': 422,
  'unresolved-identifiers': 422,
  'expired-responses': 422,
  'written-again': 409,
  'too-large': 413,
  'already-sent': 409,
  'storage-full': 507,
  unreachable: 503,
  cancelled: 499,
  internal: 500,
};

/** The HTTP status that goes with a failure. */
export function statusOf(code: ErrorCode): number {
  return statuses[code];
}

/**
 * What the caller is told of whatever was thrown. Anything unexpected becomes `internal` with the request's id, under
 * which the log has the cause.
 */
export function toFailure(error: unknown, requestId: string): Failure {
  if (error instanceof ExpectedError) return error.toFailure();
  if (error instanceof InvalidInput) return error.failure;
  if (error instanceof DatabaseError) {
    if (error.code === '53100') {
      return { code: 'storage-full', message: "There is no room on the database's disk: free some." };
    }
    if (isAway(error.code)) return databaseAway;
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (isConnectionFailure(error.code)) return databaseAway;
    const known = fromFastify(error as FastifyError);
    if (known) return known;
  }
  // What the pool of `pg` says of a connection that broke under it carries no code.
  if (error instanceof Error && /^(Connection terminated|Client has encountered)/.test(error.message)) {
    return databaseAway;
  }
  return {
    code: 'internal',
    message: `Something went wrong that should not have. The log has it as ${requestId}.`,
    detail: { requestId },
  };
}

const databaseAway: Failure = {
  code: 'unreachable',
  message: 'The database does not answer at the moment. Nothing was changed; try again.',
};

/** Classes 08 and 57P: connection exceptions, and a server that is going away or coming up. 53300: no connection left. */
function isAway(code: string | undefined): boolean {
  return code !== undefined && (/^(08|57P)/.test(code) || code === '53300');
}

function isConnectionFailure(code: string): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code);
}

function fromFastify(error: FastifyError): Failure | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { code: 'too-large', message: 'The request is larger than this operation allows.' };
  }
  if (error.statusCode === 404) return { code: 'not-found', message: 'There is no such operation.' };
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return { code: 'invalid-input', message: 'The request could not be read.' };
  }
  return null;
}

const recipientFields: ReadonlySet<string> = new Set(['to', 'cc', 'bcc', 'expert']);

/** A request that does not fit its schema: names the first field that is wrong. */
export class InvalidInput extends Error {
  readonly failure: Failure;

  /** @param errors what the operation may answer: a recipient that is no address has a code of its own */
  constructor(error: ZodError, errors: readonly ErrorCode[]) {
    const [issue] = error.issues;
    const path = issue?.path.map(String) ?? [];
    const field = path.join('.');
    const problem = issue?.message ?? 'wrong';
    super(`${field || 'input'}: ${problem}`);
    const isRecipient = path.some((part) => recipientFields.has(part));
    const code = isRecipient && errors.includes('bad-address') ? 'bad-address' : 'invalid-input';
    this.failure = { code, message: this.message, detail: { field, problem } };
  }
}
