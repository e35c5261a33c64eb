import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { openProtocolLog } from '../protocol-log.ts';
import { type Capabilities, readCapabilities } from './capabilities.ts';
import { openPop3, type Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal } from './pop3-errors.ts';
import { explainPop3 } from './pop3-problem.ts';
import { openPop3Socket, secureSocket } from './pop3-socket.ts';
import { signIn } from './sign-in.ts';

export interface Pop3Mailbox {
  readonly connection: Pop3Connection;
  /** Null where the server does not tell. */
  readonly capabilities: Capabilities | null;
}

interface ConnectOptions {
  /** Ends the connection for as long as it lives. */
  readonly signal?: AbortSignal;
  readonly log?: Logger;
  readonly name?: string;
}

/**
 * Connects through the server's proxy and signs in, with a token where one is configured: should the server refuse
 * it, once more with a fresh one. The caller closes the connection.
 * @throws Pop3Refusal of user, password or token, what Node throws, or ConnectionFailure
 */
export async function connectPop3(
  server: Pop3Server,
  credentials: ConnectionCredentials,
  options: ConnectOptions = {},
): Promise<Pop3Mailbox> {
  const { tokens } = credentials;
  if (!tokens) return open(server, credentials, null, options);
  const token = await tokens.getToken();
  try {
    return await open(server, credentials, token.value, options);
  } catch (error) {
    if (!(error instanceof Pop3Refusal) || !error.authenticationFailed) throw error;
    await tokens.reject(token);
    const next = await tokens.getToken();
    if (next.value === token.value) throw error;
    return open(server, credentials, next.value, options);
  }
}

async function open(
  server: Pop3Server,
  credentials: ConnectionCredentials,
  token: string | null,
  { signal, log, name }: ConnectOptions,
): Promise<Pop3Mailbox> {
  const settings = {
    greetingTimeout: server.connectTimeoutSeconds * 1000,
    timeout: server.protocolTimeoutSeconds * 1000,
    protocol: openProtocolLog(server, log, name ?? server.host),
  };
  let socket: Socket | undefined;
  let capabilities: Capabilities | null = null;
  try {
    socket = closeOnAbort(await openPop3Socket(server, credentials, signal), signal);
    let connection = await openPop3(socket, { ...settings, greets: true });
    if (server.security === 'starttls') {
      // Asked for whatever the server announces: what is said before the encryption decides nothing.
      await connection.command('STLS').catch((error: unknown) => {
        throw error instanceof Pop3Refusal ? new Error(`STARTTLS is refused: ${error.response}`) : error;
      });
      socket = closeOnAbort(await secureSocket(server, credentials, connection.release(), signal), signal);
      connection = await openPop3(socket, { ...settings, greets: false });
    }
    capabilities = await readCapabilities(connection);
    await signIn(connection, capabilities, credentials, token);
    // A server may tell more to those it knows.
    return { connection, capabilities: (await readCapabilities(connection)) ?? capabilities };
  } catch (error) {
    socket?.destroy();
    throw explainPop3(error, server, capabilities);
  }
}

function closeOnAbort(socket: Socket, signal: AbortSignal | undefined): Socket {
  const abort = (): void => {
    socket.destroy();
  };
  signal?.addEventListener('abort', abort);
  socket.once('close', () => signal?.removeEventListener('abort', abort));
  if (signal?.aborted) abort();
  return socket;
}
