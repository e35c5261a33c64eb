import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type GraphAnswer, openGraphOperations, refuse } from './graph-operations.ts';
import { GraphMailboxState } from './graph-mailbox.ts';

/** What goes wrong with one request. */
export type GraphFault =
  | {
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** What was asked for is done all the same. */
      readonly done?: boolean;
    }
  /** The connection is reset: before anything was done, after it was done, or in the middle of the answer. */
  | { readonly cut: 'before' | 'after' | 'within' };

export interface GraphRequestSeen {
  readonly method: string;
  /** Below the mailbox, decoded, with its query. */
  readonly path: string;
  readonly mailbox: string;
  /** Of this method and path without its query, this one counted. */
  readonly count: number;
}

/**
 * Microsoft Graph's mail as its public documentation describes it (https://learn.microsoft.com/graph/api/resources/message):
 * folders, delta queries with state tokens, immutable ids on request, MIME in and out, drafts that are sent, upload
 * sessions, four requests at a time for a mailbox, errors with their codes.
 */
export interface GraphServerStandIn extends AsyncDisposable {
  /** As `url` of a mail server. */
  readonly url: string;
  readonly mailbox: (address: string) => GraphMailboxState;
  readonly seen: readonly GraphRequestSeen[];
  /** What was sent, in its order. */
  readonly sent: readonly {
    readonly mailbox: string;
    readonly to: readonly string[];
    readonly raw: Buffer;
  }[];
  /** The most requests for one mailbox that were under way at a time. */
  readonly mostAtOnce: () => number;
  /** All state tokens given out so far are unknown from now on. */
  readonly expireStates: () => void;
}

export interface GraphServerSettings {
  readonly mailboxes: readonly string[];
  /** Default: every token is. */
  readonly isValid?: (token: string) => boolean;
  readonly fault?: (request: GraphRequestSeen) => GraphFault | undefined;
  /** Milliseconds before each answer. */
  readonly pause?: () => number;
  /** Requests of more at a time are refused for a mailbox. */
  readonly atOnce?: number;
  /** For `localhost`; without, plain HTTP on 127.0.0.1 is spoken. */
  readonly certificate?: { readonly key: string; readonly certificate: string };
}

const largestRequest = 4 * 1024 * 1024;

export async function startGraphServer(settings: GraphServerSettings): Promise<GraphServerStandIn> {
  const mailboxes = new Map(
    settings.mailboxes.map((address) => [address.toLowerCase(), new GraphMailboxState()]),
  );
  const seen: GraphRequestSeen[] = [];
  const under = new Map<string, number>();
  let most = 0;
  let url = '';
  const operations = openGraphOperations(() => url);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const address = new URL(request.url ?? '/', url);
    const answer = (given: GraphAnswer): void => {
      response.writeHead(given.status, { 'request-id': `request-${seen.length}`, ...given.headers });
      response.end(given.body);
    };
    if (address.pathname.startsWith('/upload/'))
      return answer(operations.upload(address.pathname, request.headers, body));
    const parts = /^\/v1\.0\/users\/([^/]+)(\/.*)$/.exec(address.pathname);
    const name = decodeURIComponent(parts?.[1] ?? '').toLowerCase();
    const path = parts?.[2] ?? '';
    const mailbox = mailboxes.get(name);
    const method = request.method ?? 'GET';
    const count =
      seen.filter((one) => one.method === method && one.path.split('?')[0] === decodeURIComponent(path))
        .length + 1;
    const current = { method, path: decodeURIComponent(path + address.search), mailbox: name, count };
    seen.push(current);

    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || settings.isValid?.(token) === false)
      return answer(
        refuse(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'),
      );
    if (!mailbox) return answer(refuse(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`));
    if (body.length > largestRequest)
      return answer(refuse(413, 'RequestEntityTooLarge', 'The request exceeds the limit.'));
    const fault = settings.fault?.(current);
    const isRefused = fault !== undefined && 'status' in fault;
    if (isRefused && fault.done !== true) return answer(describeFault(fault));
    if (fault && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
    const done = operations.perform({
      mailbox,
      name,
      method,
      path,
      query: address.searchParams,
      headers: request.headers,
      body,
    });
    if (isRefused) return answer(describeFault(fault));
    if (fault?.cut === 'after') return void request.socket.destroy();
    if (fault?.cut === 'within') {
      response.writeHead(done.status, { ...done.headers, 'content-length': String(done.body.length) });
      response.write(done.body.subarray(0, Math.floor(done.body.length / 2)), () => request.socket.destroy());
      return;
    }
    answer(done);
  }

  async function handleCounted(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = /\/users\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '';
    const now = (under.get(name) ?? 0) + 1;
    under.set(name, now);
    most = Math.max(most, now);
    response.once('close', () => under.set(name, (under.get(name) ?? 1) - 1));
    const pause = settings.pause?.() ?? 0;
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if (now > (settings.atOnce ?? 4)) {
      const refused = refuse(
        429,
        'ApplicationThrottled',
        'Application is over its MailboxConcurrency limit.',
      );
      response.writeHead(refused.status, { ...refused.headers, 'retry-after': '1' });
      response.end(refused.body);
      return;
    }
    await handle(request, response);
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handleCounted(request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const { certificate } = settings;
  const server = certificate
    ? createSecureServer({ key: certificate.key, cert: certificate.certificate }, listener)
    : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return {
    url: `${url}/v1.0`,
    mailbox(address) {
      const found = mailboxes.get(address.toLowerCase());
      if (!found) throw new Error(`the stand-in has no mailbox ${address}`);
      return found;
    },
    seen,
    sent: operations.sent,
    mostAtOnce: () => most,
    expireStates: operations.expireStates,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function describeFault({
  status,
  code,
  message,
  headers,
}: Extract<GraphFault, { status: number }>): GraphAnswer {
  const { body } = refuse(status, code, message ?? code);
  return { status, body, headers: { 'content-type': 'application/json', ...headers } };
}
