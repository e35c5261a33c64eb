import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { ExpectedError, type Failure } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import { bearerToken } from '../http/bearer-token.ts';
import { statusOf, toFailure } from '../http/failures.ts';
import type { Authenticate } from '../http/register-operation.ts';
import { requireOwnOrigin } from '../http/same-origin.ts';
import type { Viewer } from '../routing/viewer.ts';
import { startEventFeed } from './event-feed.ts';
import { forgetEvents } from './event-rows.ts';
import { serveEvents } from './serve-events.ts';

export interface EventStreamOptions {
  readonly db: Database;
  /** Must not renew the session: an open window alone is no use of it. */
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly publishedHosts?: readonly string[];
  /** Milliseconds between pings, and between looks at whether the session still holds. */
  readonly heartbeat?: number;
  readonly signal: AbortSignal;
}

/** How long events are kept for those who come back, in hours. */
const keptHours = 24;

const query = z.object({ since: z.coerce.number().int().min(0).optional() });

/**
 * Serves `GET /api/events?since=<revision>` as a WebSocket on the app's server: bearer token in Authorization, a
 * foreign Origin refused with 403, no session with 401. Call it before the app listens.
 * @returns a promise that resolves when all of it has ended after the abort
 */
export function attachEventStream(app: FastifyInstance, options: EventStreamOptions): Promise<void> {
  const { db, authenticate, log, signal, heartbeat = 25_000 } = options;
  const publishedHosts = new Set(options.publishedHosts?.map((host) => host.toLowerCase()));
  const onError = (error: Error) =>
    log.error({ err: error }, 'the event feed failed, and will be tried again');
  const feed = startEventFeed(db, onError, signal);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });

  async function admit(request: IncomingMessage): Promise<{
    viewer: Viewer;
    token: string;
    since: number | undefined;
  }> {
    requireOwnOrigin(request, publishedHosts);
    const url = URL.parse(request.url ?? '/', 'http://backend');
    if (url?.pathname !== '/api/events') throw new ExpectedError('not-found', 'There is no such stream.');
    const parsed = query.safeParse(Object.fromEntries(url.searchParams));
    if (!parsed.success) throw new ExpectedError('invalid-input', 'since: not a revision');
    const token = bearerToken(request);
    const viewer = token === null ? null : await authenticate(token);
    if (token === null || !viewer) {
      throw new ExpectedError('not-signed-in', 'Sign in: there is no session, or it has expired.');
    }
    return { viewer, token, since: parsed.data.since };
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onSocketError = () => socket.destroy();
    socket.on('error', onSocketError);
    try {
      const { viewer, token, since } = await admit(request);
      if (socket.destroyed) return;
      socket.off('error', onSocketError);
      sockets.handleUpgrade(request, socket, head, (client) => {
        serveEvents(client, { db, feed, viewer, since, heartbeat, log, check: () => authenticate(token) });
      });
    } catch (error) {
      const failure = toFailure(error, 'the event stream');
      if (failure.code === 'internal') log.error({ err: error }, 'an event stream could not be opened');
      refuse(socket, failure);
    }
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void open(request, socket, head);
  });

  const forgetting = setInterval(() => {
    forgetEvents(db, keptHours).catch(onError);
  }, 3_600_000);
  forgetting.unref();

  const stop = () => {
    clearInterval(forgetting);
    for (const client of sockets.clients) client.close(1001, 'the backend is stopping');
    // Who does not say farewell is not waited for.
    setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, 1_000).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  app.addHook('preClose', async () => {
    stop();
  });
  return feed.ended;
}

function refuse(socket: Duplex, failure: Failure): void {
  const body = JSON.stringify(failure);
  socket.end(
    [
      `HTTP/1.1 ${statusOf(failure.code)} Refused`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
