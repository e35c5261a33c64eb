import { WebSocket, type RawData } from 'ws';
import type { Connection } from '../../contract/desktop.ts';
import { realtimeEvent, type RealtimeEvent } from '../../contract/realtime.ts';
import { backOff, type Delays } from './backoff.ts';
import type { HostLog } from './host-log.ts';

export interface EventStreamOptions {
  readonly backend: URL;
  readonly token: string;
  /** The newest revision that the reader has. */
  readonly since: number;
  readonly delays: Delays;
  /** Milliseconds between signs of life; without one for twice as long the connection counts as lost. */
  readonly heartbeat: number;
  readonly log: HostLog;
  readonly onEvent: (event: RealtimeEvent) => void;
  readonly onConnection: (connection: Connection) => void;
  /** The backend refused the token; the stream has ended. */
  readonly onRefused: () => void;
}

export interface EventStream {
  /** Tries again at once where the stream waits for its next attempt. */
  readonly wake: () => void;
  readonly stop: () => void;
}

/**
 * Reads `GET /api/events` until stopped, and comes back after every loss from the newest revision it has seen.
 *
 *   connecting ──open──► online ──close, silence──► offline ──back-off, wake──► connecting
 */
export function openEventStream(options: EventStreamOptions): EventStream {
  const { backend, delays, heartbeat, log, onEvent, onConnection, onRefused } = options;
  let revision = options.since;
  let attempt = 0;
  let socket: WebSocket | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;

  function report(state: Connection['state'], retryAt: Date | null = null): void {
    onConnection({ state, since: new Date().toISOString(), retryAt: retryAt?.toISOString() ?? null });
  }

  function connect(): void {
    retry = null;
    report('connecting');
    const url = new URL(`/api/events?since=${revision}`, backend);
    url.protocol = backend.protocol === 'https:' ? 'wss:' : 'ws:';
    const opened = new WebSocket(url, {
      headers: { authorization: `Bearer ${options.token}` },
      handshakeTimeout: 10_000,
      maxPayload: 16 * 1024 * 1024,
      followRedirects: false,
    });
    socket = opened;
    const stopBeating = watch(opened, heartbeat);
    opened.on('open', () => {
      report('online');
    });
    opened.on('message', (data) => {
      attempt = 0;
      receive(data);
    });
    opened.on('unexpected-response', (_request, response) => {
      const { statusCode } = response;
      response.destroy();
      if (statusCode === 401) {
        refuse();
        return;
      }
      log.warn('the event stream was refused', { status: statusCode ?? 0 });
      opened.terminate();
    });
    opened.on('error', (cause) => {
      log.info('event stream lost', { reason: cause.message });
    });
    opened.on('close', () => {
      stopBeating();
      if (!stopped && socket === opened) waitForNextAttempt();
    });
  }

  function waitForNextAttempt(): void {
    attempt += 1;
    const delay = backOff(attempt, delays);
    report('offline', new Date(Date.now() + delay));
    retry = setTimeout(connect, delay);
  }

  function receive(data: RawData): void {
    const event = realtimeEvent.safeParse(parseJson(data));
    if (!event.success) {
      // A newer backend may push what this desktop does not know yet; the rest still holds.
      log.warn('unknown event', { reason: event.error.issues[0]?.message ?? '' });
      return;
    }
    // `hello` names the newest revision before the missed events are replayed: it brings the reader nowhere.
    if (event.data.type === 'reset') revision = event.data.revision;
    else if (event.data.type !== 'hello') revision = Math.max(revision, event.data.revision);
    onEvent(event.data);
  }

  function refuse(): void {
    stop();
    onRefused();
  }

  function stop(): void {
    stopped = true;
    if (retry) clearTimeout(retry);
    retry = null;
    socket?.terminate();
  }

  connect();
  return {
    stop,
    wake() {
      if (!retry) return;
      clearTimeout(retry);
      connect();
    },
  };
}

/** Ends a connection that has gone silent: a cable pulled out closes nothing. */
function watch(socket: WebSocket, heartbeat: number): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, heartbeat);
  return () => {
    clearInterval(timer);
  };
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as unknown;
  } catch {
    return null;
  }
}
