import { createServer } from 'node:http';
import { createLineLog, type HostLog } from '../services/host-log.ts';
import type { ServicesOptions } from '../services/services.ts';
import { createBrowserSessions } from './browser-sessions.ts';
import { createEventSockets, refuseUpgrade } from './event-sockets.ts';
import { findRefusal } from './request-guard.ts';
import { route, sendText } from './routes.ts';

export interface WebHostOptions extends Pick<ServicesOptions, 'pace' | 'delays'> {
  /** Address of the routing backend. */
  readonly backend: string | URL;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The folder for drafts, words and dictionaries. */
  readonly profile: string;
  /** The folder of the built renderer. */
  readonly renderer: string;
  readonly version?: string;
  readonly log?: HostLog;
  /** Milliseconds after which a browser without a window is signed out and forgotten; half an hour by default. */
  readonly idle?: number;
}

export interface WebHost {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Saves what drafts it can within two seconds and closes everything. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves the web edition on 127.0.0.1 only, to any number of browsers of this machine. Fails when the port is taken.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { backend, port = 0, profile, renderer, version = '0.0.0', idle = 30 * 60_000 } = options;
  const log = options.log ?? createLineLog((line) => process.stderr.write(line));
  let ownHost = '';
  const sessions = createBrowserSessions({
    backend: new URL(backend),
    profile,
    version,
    log,
    idle,
    cookieName: () => `postroom-${ownHost.split(':')[1] ?? ''}`,
    ...(options.pace ? { pace: options.pace } : {}),
    ...(options.delays ? { delays: options.delays } : {}),
  });
  const sockets = createEventSockets(sessions);

  const server = createServer((request, response) => {
    const refusal = findRefusal(request, ownHost);
    if (refusal) {
      sendText(response, refusal.status, refusal.reason);
      return;
    }
    route({ sessions, renderer }, request, response).catch((cause: unknown) => {
      log.error('a request failed', cause, { method: request.method ?? '' });
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'internal error');
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const refusal = findRefusal(request, ownHost);
    if (refusal) refuseUpgrade(socket, `${refusal.status} ${refusal.reason}`);
    else sockets.accept(request, socket, head);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the web host has no port');
  ownHost = `127.0.0.1:${address.port}`;

  return {
    url: `http://${ownHost}/`,
    async stop() {
      await sessions.stop();
      sockets.stop();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
