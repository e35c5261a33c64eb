import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { Logger } from 'pino';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import type { AccessToken } from '../oauth/fetch-token.ts';
import { imapLogger, openProtocolLog } from '../protocol-log.ts';
import { describeImapProxy, describeProxySetup } from './imap-proxy.ts';
import { describeImap } from './imap-settings.ts';

export interface ImapConnection {
  readonly client: ImapFlow;
  /** The token it was signed in with, which servers end the connection after. */
  readonly token: AccessToken | null;
}

/**
 * Connects through the server's proxy and signs in, with a token where one is configured: should the server refuse
 * it, once more with a fresh one. The caller closes the client.
 * @param signal closes it while it connects
 * @throws what imapflow throws, or ConnectionFailure
 */
export async function connectImap(
  server: ImapServer,
  credentials: ConnectionCredentials,
  options: { readonly signal?: AbortSignal; readonly log?: Logger; readonly name?: string } = {},
): Promise<ImapConnection> {
  const { tokens } = credentials;
  const signIn = async (token: AccessToken | null): Promise<ImapConnection> => ({
    client: await open(server, credentials, token, options),
    token,
  });
  if (!tokens) return signIn(null);
  const token = await tokens.getToken();
  try {
    return await signIn(token);
  } catch (error) {
    if (!isRefusedToken(error)) throw error;
    await tokens.reject(token);
    const next = await tokens.getToken();
    if (next.value === token.value) throw error;
    return signIn(next);
  }
}

function isRefusedToken(error: unknown): boolean {
  return error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true;
}

async function open(
  server: ImapServer,
  credentials: ConnectionCredentials,
  token: AccessToken | null,
  { signal, log, name }: { readonly signal?: AbortSignal; readonly log?: Logger; readonly name?: string },
): Promise<ImapFlow> {
  const { user, proxy } = credentials;
  const settings = describeImap(server, credentials);
  const { tls, ...through } = await describeImapProxy(server, proxy);
  const complete: ImapFlowOptions = {
    ...settings,
    ...through,
    tls: { ...settings.tls, ...tls },
    ...(token && user !== null ? { auth: { user, accessToken: token.value } } : {}),
    logger: imapLogger(openProtocolLog(server, log, name ?? server.host)),
  };
  const client = new ImapFlow(complete);
  // What breaks is learnt by the command that it breaks, and by those who listen.
  client.on('error', () => undefined);
  const close = (): void => client.close();
  signal?.addEventListener('abort', close);
  try {
    if (signal?.aborted) close();
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw proxy ? describeProxySetup(error, proxy, settings) : error;
  } finally {
    signal?.removeEventListener('abort', close);
  }
}
