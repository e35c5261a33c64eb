import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { z } from 'zod';
import { operations, type OperationName } from '../../contract/api/operations.ts';
import { ExpectedError, type ErrorCode } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';

type Operations = typeof operations;
export type DoubleHandlers = {
  -readonly [K in OperationName]?: (
    input: z.output<Operations[K]['input']>,
    token: string | null,
  ) => z.input<Operations[K]['output']> | Promise<z.input<Operations[K]['output']>>;
};

/**
 * A real HTTP and WebSocket server that speaks the contract, for tests of the host alone: it answers by the handlers
 * that a test gives it, which may be exchanged at any time. Never a proof of what the backend does.
 */
export interface BackendDouble {
  readonly url: URL;
  readonly handlers: DoubleHandlers;
  /** Tokens that the event stream takes; calls are judged by the handlers. */
  readonly tokens: Set<string>;
  /** `since` of each event stream that was opened, in order. */
  readonly streams: readonly number[];
  readonly openStreams: () => number;
  /** Pushes to every open stream and remembers for replay. */
  readonly push: (event: RealtimeEvent) => void;
  readonly dropStreams: () => void;
  /** Goes away, and comes back at the same address. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

export async function startBackendDouble(handlers: DoubleHandlers): Promise<BackendDouble> {
  const tokens = new Set(['token-1']);
  const sinces: number[] = [];
  const pushed: RealtimeEvent[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  let port = 0;
  let server = createServer();

  async function start(): Promise<void> {
    server = createServer((request, response) => {
      void answer(handlers, request, response);
    });
    server.on('upgrade', (request, socket, head) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const url = new URL(request.url ?? '/', 'http://double');
      if (url.pathname !== '/api/events' || !token || !tokens.has(token)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        greet(opened, Number(url.searchParams.get('since')));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
  }

  function greet(socket: WebSocket, since: number): void {
    sinces.push(since);
    const newest = Math.max(since, ...pushed.map((event) => event.revision));
    socket.send(JSON.stringify({ type: 'hello', revision: newest } satisfies RealtimeEvent));
    for (const event of pushed) if (event.revision > since) socket.send(JSON.stringify(event));
  }

  await start();
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    handlers,
    tokens,
    streams: sinces,
    openStreams: () => sockets.clients.size,
    push(event) {
      // The end of one session is no news to the next.
      if (event.type !== 'session.ended') pushed.push(event);
      for (const socket of sockets.clients) socket.send(JSON.stringify(event));
    },
    dropStreams() {
      for (const socket of sockets.clients) socket.terminate();
    },
    start,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function answer(
  handlers: DoubleHandlers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = findOperation(request);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
  try {
    const run =
      found && (handlers[found.name] as ((input: unknown, token: string | null) => unknown) | undefined);
    if (!found || !run)
      throw new ExpectedError('not-found', `the double has no ${request.method} ${request.url}`);
    const value = await run(
      found.operation.input.parse(await readInput(found.operation, found.fields, request)),
      token,
    );
    if (value instanceof Uint8Array)
      response.setHeader('content-type', 'application/octet-stream').end(value);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  } catch (cause) {
    const failure =
      cause instanceof ExpectedError
        ? cause.toFailure()
        : { code: 'internal' as const, message: String(cause) };
    response
      .writeHead(statusOf(failure.code), { 'content-type': 'application/json' })
      .end(JSON.stringify(failure));
  }
}

function findOperation(request: IncomingMessage) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const pattern = new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = operation.method === request.method ? pattern.exec(pathname) : null;
    if (!match) continue;
    const fields = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    const query = Object.fromEntries(searchParams);
    return { name: name as OperationName, operation, fields: { ...query, ...Object.fromEntries(fields) } };
  }
  return null;
}

async function readInput(operation: Operation, fields: object, request: IncomingMessage): Promise<object> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = Buffer.concat(parts);
  if (operation.bytes === 'request') return { ...fields, bytes: new Uint8Array(body) };
  return { ...fields, ...(body.length > 0 ? (JSON.parse(body.toString('utf8')) as object) : {}) };
}

function statusOf(code: ErrorCode): number {
  if (code === 'not-signed-in' || code === 'wrong-credentials') return 401;
  if (code === 'internal') return 500;
  return 409;
}
