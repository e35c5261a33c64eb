import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TokenAsked {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
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
}

export async function startTokenAuthority(settings: TokenAuthoritySettings = {}): Promise<TokenAuthority> {
  const asked: TokenAsked[] = [];
  const given: string[] = [];
  const valid = new Map<string, string>();
  let fixed: TokenAnswer | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = Object.fromEntries(new URLSearchParams(await text(request)));
    const path = request.url ?? '';
    const answer = path === '/introspect' ? introspect(fields['token'] ?? '') : grant(path, fields);
    if (settings.pause !== undefined) await new Promise((resolve) => setTimeout(resolve, settings.pause));
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  function introspect(token: string): TokenAnswer {
    const email = valid.get(token);
    return { status: 200, body: email === undefined ? { active: false } : { active: true, email } };
  }

  function grant(path: string, fields: Readonly<Record<string, string>>): TokenAnswer {
    asked.push({ path, fields });
    if (fixed) return fixed;
    const token = `token-${given.length + 1}-${path.length}`;
    given.push(token);
    valid.set(token, fields['username'] ?? settings.user ?? '');
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
    answerWith(answer) {
      fixed = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
