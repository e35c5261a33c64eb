import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { encodeBytesJson } from '../../contract/bytes-json.ts';
import type { HostEvent } from '../../contract/desktop.ts';
import type { HostLog } from '../services/host-log.ts';
import { createMemorySecretStore } from '../services/secret-store.ts';
import { createServices, type Services, type ServicesOptions } from '../services/services.ts';
import { parseAcceptLanguage } from './accept-language.ts';
import { createDownloads, type Downloads } from './downloads.ts';

/** One browser: its own services, so that two browsers can be two agents. */
export interface BrowserSession {
  readonly key: string;
  readonly services: Services;
  readonly downloads: Downloads;
  readonly sockets: Set<WebSocket>;
  /** When it was last heard of, milliseconds of the epoch. */
  usedAt: number;
}

export interface BrowserSessionsOptions extends Pick<ServicesOptions, 'backend' | 'pace' | 'delays'> {
  readonly profile: string;
  readonly version: string;
  readonly cookieName: () => string;
  readonly log: HostLog;
  /** Milliseconds without a window or a call after which a browser is signed out and forgotten. */
  readonly idle: number;
}

export interface BrowserSessions {
  /** The session that the request's cookie names; null for none. */
  readonly find: (request: IncomingMessage) => BrowserSession | null;
  readonly create: (request: IncomingMessage) => BrowserSession;
  readonly setCookie: (session: BrowserSession) => string;
  readonly stop: () => Promise<void>;
}

const mostSessions = 200;
/** A browser that does not read what it is sent is cut off; it catches up when it comes back. */
const mostBuffered = 32 * 1024 * 1024;

export function createBrowserSessions(options: BrowserSessionsOptions): BrowserSessions {
  const { backend, profile, version, cookieName, log, idle } = options;
  const sessions = new Map<string, BrowserSession>();
  const sweeper = setInterval(sweep, Math.min(idle, 60_000));
  sweeper.unref();

  function create(request: IncomingMessage): BrowserSession {
    // A key is always of our own making: one that came from outside could be known to whoever set it.
    const key = randomBytes(32).toString('base64url');
    const sockets = new Set<WebSocket>();
    const downloads = createDownloads();
    const locales = parseAcceptLanguage(request.headers['accept-language']);
    const services = createServices(
      {
        edition: 'web',
        platform: 'web',
        version,
        locales: () => locales,
        profile,
        keepsSettings: false,
        secrets: createMemorySecretStore(),
        delivery: { kind: 'download', offer: downloads.offer },
        openOutside: async () => false,
        // Notifications and the badge are the browser's: the web client answers those calls itself.
        notify: () => undefined,
        setBadge: () => undefined,
        log,
      },
      {
        backend,
        onEvent: (event) => {
          broadcast(sockets, event);
        },
        ...(options.pace ? { pace: options.pace } : {}),
        ...(options.delays ? { delays: options.delays } : {}),
      },
    );
    const session: BrowserSession = { key, services, downloads, sockets, usedAt: Date.now() };
    sessions.set(key, session);
    if (sessions.size > mostSessions) makeRoom();
    return session;
  }

  function sweep(): void {
    for (const session of sessions.values()) {
      if (session.sockets.size === 0 && Date.now() - session.usedAt > idle) void leave(session);
    }
  }

  function makeRoom(): void {
    const unused = [...sessions.values()].filter((session) => session.sockets.size === 0);
    const oldest = unused.sort((one, other) => one.usedAt - other.usedAt)[0];
    if (oldest) void leave(oldest);
  }

  async function leave(session: BrowserSession): Promise<void> {
    sessions.delete(session.key);
    await session.services.dispatch('session.signOut', {});
    close(session);
  }

  return {
    create,
    find(request) {
      const key = readCookie(request.headers.cookie, cookieName());
      const session = key === null ? undefined : sessions.get(key);
      if (!session) return null;
      session.usedAt = Date.now();
      return session;
    },
    setCookie: (session) => `${cookieName()}=${session.key}; Path=/; HttpOnly; SameSite=Strict`,
    async stop() {
      clearInterval(sweeper);
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(open.map((session) => session.services.settle(2000)));
      for (const session of open) close(session);
    },
  };
}

function close(session: BrowserSession): void {
  session.services.stop();
  session.downloads.clear();
  for (const socket of session.sockets) socket.terminate();
}

function broadcast(sockets: ReadonlySet<WebSocket>, event: HostEvent): void {
  const text = encodeBytesJson(event);
  for (const socket of sockets) {
    if (socket.bufferedAmount > mostBuffered) socket.terminate();
    else socket.send(text);
  }
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}
