import { request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { SocksClient } from 'socks';
import type { ConnectionFailure } from '../connection-problem.ts';
import { proxyFailure, type ProxyRefusal } from './proxy-problem.ts';
import type { ResolvedProxy } from './resolved-proxy.ts';

export interface TunnelTarget {
  /** A name, which the proxy resolves, or an address. */
  readonly host: string;
  readonly port: number;
}

/**
 * A connection to the target through the proxy, on which the target speaks next.
 * @param milliseconds until the tunnel stands
 * @throws ConnectionFailure that names the proxy
 */
export async function openTunnel(
  proxy: ResolvedProxy,
  target: TunnelTarget,
  milliseconds: number,
): Promise<Socket> {
  const socket =
    proxy.protocol === 'http'
      ? await tunnelByConnect(proxy, target, milliseconds)
      : await tunnelBySocks(proxy, target, milliseconds);
  // Lost before its owner listens, it must not end the process; the owner learns it by the close.
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  return socket;
}

async function tunnelBySocks(proxy: ResolvedProxy, target: TunnelTarget, timeout: number): Promise<Socket> {
  try {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        type: 5,
        host: proxy.host,
        port: proxy.port,
        ...(proxy.login === null ? {} : { userId: proxy.login.user, password: proxy.login.password }),
      },
      destination: target,
      timeout,
    });
    return await holdBack(socket);
  } catch (error) {
    throw describeSocksError(error, proxy, target);
  }
}

/** The library lets the socket flow after this turn, whether its next owner listens yet or not. */
async function holdBack(socket: Socket): Promise<Socket> {
  const early: Buffer[] = [];
  const keep = (chunk: Buffer): void => {
    early.push(chunk);
  };
  socket.on('data', keep);
  await setImmediate();
  socket.pause();
  socket.off('data', keep);
  if (early.length > 0) socket.unshift(Buffer.concat(early));
  return socket;
}

/** What the SOCKS library throws. It hangs its options, with the password, on its errors: they go no further. */
export function describeSocksError(
  error: unknown,
  proxy: ResolvedProxy,
  target: TunnelTarget,
): ConnectionFailure {
  const words = error instanceof Error ? error.message : String(error);
  const fail = (refusal: ProxyRefusal): ConnectionFailure => proxyFailure(proxy, target, refusal);
  if (/authentication failed/i.test(words)) return fail({ what: 'credentials' });
  if (/authentication type/i.test(words))
    return fail({ what: proxy.login === null ? 'sign-in-missing' : 'credentials' });
  if (/timed out/i.test(words)) return fail({ what: 'silent' });
  const refused = /rejected connection - (\w+)/i.exec(words)?.[1];
  if (refused !== undefined) return fail({ what: 'target', words: refused });
  if (/handshake|socket closed/i.test(words)) return fail({ what: 'protocol', words });
  return fail({ what: 'unreachable', words: /\bE[A-Z_]{3,}/.exec(words)?.[0] ?? words });
}

async function tunnelByConnect(proxy: ResolvedProxy, target: TunnelTarget, timeout: number): Promise<Socket> {
  const authority = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`;
  const asking = request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      Host: authority,
      ...(proxy.login === null
        ? {}
        : {
            'Proxy-Authorization': `Basic ${Buffer.from(`${proxy.login.user}:${proxy.login.password}`).toString('base64')}`,
          }),
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const fail = (refusal: ProxyRefusal, cause?: unknown): void => {
    reject(proxyFailure(proxy, target, refusal, cause));
    asking.destroy();
  };
  const timer = setTimeout(() => fail({ what: 'silent' }), timeout);
  const judge = (status: number | undefined, words: string | undefined): void => {
    if (status === 407) fail({ what: proxy.login === null ? 'sign-in-missing' : 'credentials' });
    else fail({ what: 'target', words: `${status ?? '?'} ${words ?? ''}`.trim().slice(0, 100) });
  };
  asking.once('connect', (answer, socket: Socket, head) => {
    if (answer.statusCode === undefined || answer.statusCode < 200 || answer.statusCode > 299) {
      judge(answer.statusCode, answer.statusMessage);
      socket.destroy();
      return;
    }
    // What the target has said already belongs to its next reader.
    if (head.length > 0) socket.unshift(head);
    resolve(socket);
  });
  asking.once('response', (answer) => {
    answer.resume();
    judge(answer.statusCode, answer.statusMessage);
  });
  asking.once('error', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? error.message;
    if (code.startsWith('HPE_')) fail({ what: 'protocol', words: code }, error);
    else fail({ what: 'unreachable', words: code }, error);
  });
  asking.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
