import type { z } from 'zod';
import { operations, type OperationName } from '../../contract/api/operations.ts';
import { ExpectedError, failure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import { buildRequest } from './backend-request.ts';
import { countedBody } from './counted-body.ts';
import { readBytes } from './read-bytes.ts';

type Operations = typeof operations;
export type OperationInput<K extends OperationName> = z.output<Operations[K]['input']>;
export type OperationOutput<K extends OperationName> = z.output<Operations[K]['output']>;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole exchange, in place of the client's own. */
  readonly timeout?: number;
  /** Told how many bytes have come so far, for operations that answer bytes. */
  readonly onBytes?: (received: number) => void;
  /** Told how many bytes have left so far, for operations that are given bytes. */
  readonly onSent?: (sent: number) => void;
}

/** Calls the routing backend's operations over HTTP, by the contract's table. */
export interface BackendClient {
  /**
   * Runs an operation and parses its answer. Fails with the backend's own {@link ExpectedError}, or `unreachable`
   * when it does not answer in time.
   */
  readonly call: <K extends OperationName>(
    name: K,
    input: OperationInput<K>,
    options?: RequestOptions,
  ) => Promise<OperationOutput<K>>;
  /** The same without parsing the answer, for callers that hand it to another parser. */
  readonly request: <K extends OperationName>(
    name: K,
    input: OperationInput<K>,
    options?: RequestOptions,
  ) => Promise<unknown>;
}

export interface BackendClientOptions {
  readonly backend: URL;
  /** The session's bearer token at the moment of the call; null while signed out. */
  readonly token: () => string | null;
  /** Milliseconds until a call counts as unanswered. */
  readonly timeout?: number;
  /** Told when the backend refused a token, with the token it refused. */
  readonly onRefused?: (token: string) => void;
  /** Told when an answer is waited for longer than `patience`, and when none is any more. Files may take their time. */
  readonly onWaiting?: (isWaiting: boolean) => void;
  /** Milliseconds; 3000 by default. */
  readonly patience?: number;
}

export function createBackendClient(options: BackendClientOptions): BackendClient {
  const { backend, token, timeout = 30_000, onRefused, onWaiting, patience = 3000 } = options;
  let late = 0;

  /** Counts a call as late from when patience ends; to be called when it has ended. */
  function watch(operation: Operation): () => void {
    if (!onWaiting || operation.bytes !== undefined) return () => undefined;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      late += 1;
      if (late === 1) onWaiting(true);
    }, patience);
    return () => {
      clearTimeout(timer);
      if (!isLate) return;
      late -= 1;
      if (late === 0) onWaiting(false);
    };
  }

  async function request(name: OperationName, input: object, call: RequestOptions = {}): Promise<unknown> {
    const operation: Operation = operations[name];
    const bearer = operation.access === 'public' ? null : token();
    if (operation.access !== 'public' && bearer === null) {
      throw new ExpectedError('not-signed-in', 'nobody is signed in');
    }
    const limit = AbortSignal.timeout(call.timeout ?? timeout);
    const signal = call.signal ? AbortSignal.any([limit, call.signal]) : limit;
    const stopWatching = watch(operation);
    try {
      const response = await send(operation, { ...input }, bearer, signal, call.onSent);
      if (response.ok) return await readAnswer(operation, response, call.onBytes);
      const error = await readFailure(response, backend);
      if (error.code === 'not-signed-in' && bearer !== null) onRefused?.(bearer);
      throw error;
    } catch (cause) {
      if (cause instanceof ExpectedError) throw cause;
      if (call.signal?.aborted) throw new ExpectedError('cancelled', 'the call was cancelled');
      if (!isNetworkFailure(cause)) throw cause;
      throw new ExpectedError('unreachable', `the backend at ${backend.origin} does not answer`, undefined, {
        cause,
      });
    } finally {
      stopWatching();
    }
  }

  async function send(
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    bearer: string | null,
    signal: AbortSignal,
    onSent: RequestOptions['onSent'],
  ): Promise<Response> {
    const { method, target, contentType, body } = buildRequest(operation, input);
    const headers = new Headers({ accept: 'application/json' });
    if (contentType !== null) headers.set('content-type', contentType);
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    // A redirect is never followed: the token is for this backend only.
    const init: RequestInit = { method, headers, signal, redirect: 'manual' };
    if (typeof body === 'string') init.body = body;
    else if (body !== null && onSent) {
      init.body = countedBody(body, onSent);
      init.duplex = 'half';
    } else if (body !== null) init.body = new Uint8Array(body);
    return fetch(new URL(target, backend), init);
  }

  return {
    request,
    async call(name, input, call) {
      const value = await request(name, input, call);
      const { output }: { output: z.ZodType } = operations[name];
      return output.parse(value) as OperationOutput<typeof name>;
    },
  };
}

async function readAnswer(
  operation: Operation,
  response: Response,
  onBytes: RequestOptions['onBytes'],
): Promise<unknown> {
  if (operation.bytes === 'response') return readBytes(response, onBytes);
  const text = await response.text();
  return text === '' ? {} : (JSON.parse(text) as unknown);
}

/** A proxy in front of the backend answers these while the backend is away. */
const awayStatuses = new Set([502, 503, 504]);

async function readFailure(response: Response, backend: URL): Promise<ExpectedError> {
  const body = await response.text();
  const parsed = failure.safeParse(parseJson(body));
  if (parsed.success) return new ExpectedError(parsed.data.code, parsed.data.message, parsed.data.detail);
  const away = awayStatuses.has(response.status) || (response.status >= 300 && response.status < 400);
  const what = `${backend.origin} answered ${response.status}, which is no answer of the Postroom backend`;
  return away ? new ExpectedError('unreachable', what) : new ExpectedError('internal', what);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What `fetch` and the reading of a body reject with when the other side is away or too slow. */
function isNetworkFailure(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return true;
  return cause instanceof TypeError && /fetch failed|terminated|network/i.test(cause.message);
}
