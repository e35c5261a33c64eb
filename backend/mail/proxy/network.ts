import { Agent, buildConnector, fetch as undiciFetch, type RequestInfo, type RequestInit } from 'undici';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { openTunnel } from './open-tunnel.ts';
import type { ResolvedProxy } from './resolved-proxy.ts';

/** HTTP to a mail server or to who gives out its tokens. */
export interface Network extends AsyncDisposable {
  /**
   * As the global one, through the proxy; TLS 1.2 or newer, certificates always verified. Rejects as `fetch` does,
   * with a TypeError whose `cause` is the ConnectionFailure where the proxy is to blame.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Ends its idle connections, and those under way. */
  readonly close: () => Promise<void>;
}

export interface NetworkSettings {
  readonly proxy: ResolvedProxy | null;
  /** PEM of an authority to trust besides the system's. */
  readonly authority: string | null;
  readonly connectTimeoutSeconds: number;
  /** The longest pause within an answer. */
  readonly protocolTimeoutSeconds: number;
}

/** A `fetch` of its own for one server: every call passes its proxy, or none. Never looks at the environment. */
export function openNetwork(settings: NetworkSettings): Network {
  const { proxy } = settings;
  const timeout = settings.connectTimeoutSeconds * 1000;
  const straight = buildConnector({
    timeout,
    minVersion: 'TLSv1.2',
    autoSelectFamily: true,
    allowH2: false,
    // `ca` replaces the built-in list, so that is named as well.
    ...(settings.authority === null ? {} : { ca: [...rootCertificates, settings.authority] }),
  });
  async function connectThrough(
    through: ResolvedProxy,
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ): Promise<void> {
    const secure = options.protocol === 'https:';
    const host = options.hostname.replaceAll(/^\[|\]$/g, '');
    const port = options.port === '' ? (secure ? 443 : 80) : Number(options.port);
    let socket: Socket;
    try {
      socket = await openTunnel(through, { host, port }, timeout);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)), null);
      return;
    }
    if (secure) straight({ ...options, httpSocket: socket }, callback);
    else callback(null, socket);
  }

  const agent = new Agent({
    connect:
      proxy === null
        ? straight
        : (options, callback) => {
            void connectThrough(proxy, options, callback);
          },
    headersTimeout: settings.protocolTimeoutSeconds * 1000,
    bodyTimeout: settings.protocolTimeoutSeconds * 1000,
  });
  const close = (): Promise<void> => agent.destroy();
  return {
    // Both follow the same standard; their types were written apart.
    fetch: ((input: RequestInfo, init?: RequestInit) =>
      undiciFetch(input, { ...init, dispatcher: agent })) as unknown as typeof globalThis.fetch,
    close,
    [Symbol.asyncDispose]: close,
  };
}
