import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeBytesJson } from '../../contract/bytes-json.ts';
import type { HostEvent } from '../../contract/desktop.ts';
import type { BrowserSession, BrowserSessions } from './browser-sessions.ts';

/** `GET /desktop/events`: what the host pushes to one browser window. */
export interface EventSockets {
  /** Takes an upgrade that has passed the guard. */
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly stop: () => void;
}

const eventsPath = '/desktop/events';

export function createEventSockets(sessions: BrowserSessions, heartbeat = 30_000): EventSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const timer = setInterval(() => {
    for (const socket of server.clients) socket.ping();
  }, heartbeat);
  timer.unref();

  return {
    accept(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://host');
      const session = url.pathname === eventsPath ? sessions.find(request) : null;
      if (!session) {
        refuseUpgrade(socket, '401 Unauthorized');
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => {
        join(session, opened, url.searchParams.get('returning') === 'true');
      });
    },
    stop() {
      clearInterval(timer);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A window that comes back may have missed events: it must read everything again, or sign in again. */
function greeting(session: BrowserSession, returning: boolean): readonly HostEvent[] {
  const { connection, revision } = session.services.snapshot();
  if (!returning) return [connection];
  if (revision === null) return [connection, { type: 'session.ended' }];
  return [connection, { type: 'realtime', event: { type: 'reset', revision } }];
}

function join(session: BrowserSession, socket: WebSocket, returning: boolean): void {
  session.sockets.add(socket);
  socket.on('close', () => {
    session.sockets.delete(socket);
    session.usedAt = Date.now();
  });
  socket.on('error', () => {
    socket.terminate();
  });
  for (const event of greeting(session, returning)) socket.send(encodeBytesJson(event));
}
