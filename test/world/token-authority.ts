import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

export interface TokenAsked {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What goes wrong with one request for a token: an answer that is none, a connection that is cut, or a long wait. */
export type TokenTrouble = TokenAnswer | { readonly cut: 'before' | 'within' } | { readonly wait: number };

/** A token, and what became of the answer that it was in. */
export interface TokenGiven {
  readonly token: string;
  readonly answer: Promise<'complete' | 'lost'>;
}

/** Gives out tokens as Microsoft's and Google's authorities do, and says of each whether it is valid (RFC 7662). */
export interface TokenAuthority extends AsyncDisposable {
  /** As `tenantAuthority`; with `/google` behind it for Google. */
  readonly url: string;
  readonly introspectionUrl: string;
  readonly port: number;
  /** All requests for tokens, in their order. */
  readonly asked: readonly TokenAsked[];
  /** All tokens given out, in their order. */
  readonly given: readonly string[];
  /** The server that looks tokens up is told that this one is over. */
  readonly revoke: (token: string) => void;
  /** What a server learns that looks the token up. */
  readonly isValid: (token: string) => boolean;
  /** Answers so to requests for tokens from now on; null: with tokens. */
  readonly answerWith: (answer: TokenAnswer | null) => void;
}

export interface TokenAuthoritySettings {
  /** Whose mailbox every token opens where the request names no user. */
  readonly user?: string;
  /** Seconds, as `expires_in` says. */
  readonly lifetime?: () => number;
  /** Milliseconds before an answer. */
  readonly pause?: number;
  /** Asked at every request for a token, before anything else is done with it. */
  readonly trouble?: () => Promise<TokenTrouble | undefined>;
  readonly onGiven?: (given: TokenGiven) => void;
  /** True for a token whose time is over; without, they last. */
  readonly isOver?: (token: string) => boolean;
}

export async function startTokenAuthority(settings: TokenAuthoritySettings = {}): Promise<TokenAuthority> {
  const asked: TokenAsked[] = [];
  const given: string[] = [];
  const valid = new Map<string, string>();
  let fixed: TokenAnswer | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = Object.fromEntries(new URLSearchParams(await text(request)));
    const path = request.url ?? '';
    const isIntrospection = path === '/introspect';
    const trouble = isIntrospection ? undefined : await settings.trouble?.();
    const answer = isIntrospection
      ? introspect(fields['token'] ?? '')
      : grant(path, fields, response, trouble && 'status' in trouble ? trouble : fixed);
    if (trouble && 'cut' in trouble && trouble.cut === 'before') return void request.socket.destroy();
    const pause = trouble && 'wait' in trouble ? trouble.wait : settings.pause;
    if (pause !== undefined) await delay(pause, null, { ref: false });
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...answer.headers,
    });
    if (!trouble || !('cut' in trouble)) return void response.end(body);
    response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
  }

  function isValid(token: string): boolean {
    return valid.has(token) && settings.isOver?.(token) !== true;
  }

  function introspect(token: string): TokenAnswer {
    const email = isValid(token) ? valid.get(token) : undefined;
    return { status: 200, body: email === undefined ? { active: false } : { active: true, email } };
  }

  function grant(
    path: string,
    fields: Readonly<Record<string, string>>,
    response: ServerResponse,
    instead: TokenAnswer | null,
  ): TokenAnswer {
    asked.push({ path, fields });
    if (instead) return instead;
    const token = `token-${given.length + 1}-${path.length}`;
    given.push(token);
    valid.set(token, fields['username'] ?? settings.user ?? '');
    const { promise, resolve } = Promise.withResolvers<'complete' | 'lost'>();
    response.once('close', () => resolve(response.writableFinished ? 'complete' : 'lost'));
    settings.onGiven?.({ token, answer: promise });
    return {
      status: 200,
      body: { token_type: 'Bearer', access_token: token, expires_in: settings.lifetime?.() ?? 3600 },
    };
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    introspectionUrl: `${url}/introspect`,
    port,
    asked,
    given,
    revoke: (token) => valid.delete(token),
    isValid,
    answerWith(answer) {
      fixed = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
