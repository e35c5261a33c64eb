import type { Logger } from 'pino';
import { z } from 'zod';
import { ConnectionFailure } from '../connection-problem.ts';
import { type ConnectionCredentials, describeNetwork } from '../connection-secrets.ts';
import { openProtocolLog } from '../protocol-log.ts';
import { openNetwork } from '../proxy/network.ts';
import { readRetryAfter } from '../retry-after.ts';
import { type GraphServer, mailboxUrl } from './graph-account.ts';
import { describeClosedGate, describeRefusal, type GraphPermission, isThrottling } from './graph-refusal.ts';
import { GateClosed, gateOf } from './mailbox-gate.ts';

export interface GraphRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the mailbox, beginning with a slash; or a whole address that Microsoft Graph has given. */
  readonly path: string;
  /** Named where it is missing. */
  readonly permission: GraphPermission;
  readonly json?: unknown;
  /** In place of `json`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Preferences (RFC 7240) besides that for names of mails that last when they are moved. */
  readonly prefer?: string;
}

/** One mailbox of Microsoft Graph. */
export interface GraphClient extends AsyncDisposable {
  /**
   * Makes a request and reads its answer, signing in anew once where a token is refused, and waiting where Microsoft
   * asks for patience.
   * @throws GraphRefusal for any answer but a success; ConnectionFailure or what the network throws
   */
  readonly ask: <T>(request: GraphRequest, read: (answer: Response) => Promise<T>) => Promise<T>;
  /** `ask` for what answers in JSON. */
  readonly askJson: <T>(request: GraphRequest, schema: z.ZodType<T>) => Promise<T>;
  /** Without the token and outside the mailbox's limits: for addresses that carry their own permission. */
  readonly fetch: typeof globalThis.fetch;
}

export interface GraphClientOptions {
  readonly signal?: AbortSignal;
  readonly log?: Logger;
  readonly name?: string;
  /** How long Microsoft may make us wait within one request, in milliseconds; beyond, the request fails. */
  readonly patience: number;
}

/** What a request is tried for, throttling counted. */
const triesAtMost = 6;
/** Of an error; what is longer is none. */
const longestError = 64 * 1024;

export function openGraphClient(
  server: GraphServer,
  credentials: ConnectionCredentials,
  options: GraphClientOptions,
): GraphClient {
  const network = openNetwork(describeNetwork(server, credentials));
  const base = mailboxUrl(server);
  const { origin } = new URL(base);
  const gate = gateOf(base);
  const protocol = openProtocolLog(server, options.log, options.name ?? new URL(base).host);
  const signal = options.signal ?? new AbortController().signal;
  const { tokens } = credentials;

  function addressOf(path: string): string {
    if (path.startsWith('/')) return `${base}${path}`;
    // The token goes where the configuration says, nowhere else.
    if (new URL(path).origin !== origin) throw strangeAddress(origin, path);
    return path;
  }

  async function send(request: GraphRequest, token: string): Promise<Response> {
    const { method = 'GET', path, json, body = json === undefined ? null : JSON.stringify(json) } = request;
    const address = addressOf(path);
    protocol?.('postroom', `${method} ${withoutState(address)}`);
    const answer = await network
      .fetch(address, {
        method,
        headers: {
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          prefer: `IdType="ImmutableId"${request.prefer === undefined ? '' : `, ${request.prefer}`}`,
          ...request.headers,
          authorization: `Bearer ${token}`,
        },
        body,
        redirect: 'error',
        signal,
      })
      .catch((error: unknown) => {
        throw unwrap(error);
      });
    protocol?.('server', `${answer.status} ${answer.headers.get('request-id') ?? ''}`);
    return answer;
  }

  /** Should the token be refused, once more with a fresh one. */
  async function sendSignedIn(request: GraphRequest): Promise<Response> {
    if (!tokens) throw withoutOauth();
    const token = await tokens.getToken();
    const answer = await send(request, token.value);
    if (answer.status !== 401) return answer;
    await tokens.reject(token);
    const next = await tokens.getToken();
    if (next.value === token.value) return answer;
    await answer.body?.cancel();
    return send(request, next.value);
  }

  async function enter(): Promise<() => void> {
    try {
      return await gate.enter(signal, options.patience);
    } catch (error) {
      throw error instanceof GateClosed ? describeClosedGate(server, error.until) : error;
    }
  }

  const client: GraphClient = {
    async ask(request, read) {
      for (let tries = 1; ; tries++) {
        const leave = await enter();
        try {
          const answer = await sendSignedIn(request);
          if (answer.ok) {
            return await read(answer).catch((error: unknown) => {
              throw unwrap(error);
            });
          }
          const retryAfter = answer.headers.get('retry-after');
          const pause = isThrottling({ status: answer.status, retryAfter })
            ? readRetryAfter(retryAfter)
            : null;
          if (pause !== null) gate.closeUntil(Date.now() + pause);
          const refusal = describeRefusal(server, request.permission, {
            status: answer.status,
            requestId: answer.headers.get('request-id'),
            retryAfter,
            body: (await answer.text().catch(() => '')).slice(0, longestError),
          });
          protocol?.('server', `${refusal.code} ${refusal.words}`);
          if (pause === null || pause > options.patience || tries >= triesAtMost) throw refusal;
        } finally {
          leave();
        }
      }
    },
    askJson(request, schema) {
      return client.ask(request, async (answer) => {
        const parsed = schema.safeParse(parseJson(await answer.text()));
        if (parsed.success) return parsed.data;
        throw strangeAnswer(answer.status, request.path, z.prettifyError(parsed.error));
      });
    },
    fetch: network.fetch,
    [Symbol.asyncDispose]: network.close,
  };
  return client;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What `fetch` throws tells nothing by itself; its cause does. */
function unwrap(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

/** The tokens of a delta query are long, and tell nothing. */
function withoutState(address: string): string {
  return address.replaceAll(/([?&]\$(?:skip|delta)token=)[^&]*/gi, '$1…');
}

function withoutOauth(): ConnectionFailure {
  return new ConnectionFailure({
    step: 'settings',
    sentence: 'Microsoft Graph is signed in to by OAuth alone, and none is configured.',
    mend: 'Add oauth with directoryId, clientId and clientSecret to the mail server in the configuration.',
    lasting: true,
  });
}

function strangeAddress(origin: string, address: string): ConnectionFailure {
  return new ConnectionFailure({
    step: 'mail',
    sentence: `${origin} names an address elsewhere (${new URL(address).origin}), where the token must not go.`,
    mend: 'Check url in the configuration.',
    lasting: true,
  });
}

function strangeAnswer(status: number, path: string, words: string): ConnectionFailure {
  return new ConnectionFailure({
    step: 'mail',
    sentence: `The answer to ${withoutState(path)} is not what Microsoft Graph is known for (HTTP ${status}: ${words.slice(0, 200)}).`,
    mend: 'Check url in the configuration, and what stands between this machine and Microsoft.',
    lasting: false,
  });
}
