import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { openTunnel } from '../proxy/open-tunnel.ts';
import { describeTls } from '../tls-settings.ts';
import { pop3Port } from './pop3-settings.ts';

/**
 * A connection to the server, straight or through its proxy, with TLS from the first byte where that is configured.
 * @throws what Node throws, CONNECT_TIMEOUT, or ConnectionFailure
 */
export async function openPop3Socket(
  server: Pop3Server,
  { proxy, authority }: Pick<ConnectionCredentials, 'proxy' | 'authority'>,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const target = { host: server.host, port: pop3Port(server) };
  const timeout = server.connectTimeoutSeconds * 1000;
  const tunnel = proxy ? await openTunnel(proxy, target, timeout) : null;
  if (server.security === 'ssl') {
    const options = { ...describeTls(server.host, authority), ...(tunnel ? { socket: tunnel } : target) };
    return established(connectTls(options), 'secureConnect', timeout, signal);
  }
  return tunnel ?? established(connectPlain(target), 'connect', timeout, signal);
}

/** Continues an open connection with TLS (STLS, RFC 2595). */
export async function secureSocket(
  server: Pop3Server,
  { authority }: Pick<ConnectionCredentials, 'authority'>,
  socket: Socket,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const options = { ...describeTls(server.host, authority), socket };
  return established(connectTls(options), 'secureConnect', server.connectTimeoutSeconds * 1000, signal);
}

async function established(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error('no connection in time'), { code: 'CONNECT_TIMEOUT' })),
    timeout,
  );
  const closed = (): void =>
    reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
  socket.once(event, resolve);
  socket.once('close', closed);
  // For ever: an error that comes later is told by the close.
  socket.on('error', reject);
  signal?.addEventListener('abort', closed);
  try {
    signal?.throwIfAborted();
    await promise;
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    socket.off('close', closed);
    signal?.removeEventListener('abort', closed);
  }
}
