import type { ImapFlowOptions } from 'imapflow';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { describeTls } from '../tls-settings.ts';

/** The port of an IMAP server where none is configured (M3): 993 with SSL, else 143. */
export function imapPort(server: Pick<ImapServer, 'port' | 'security'>): number {
  return server.port ?? (server.security === 'ssl' ? 993 : 143);
}

/**
 * What imapflow takes for a configured server. `starttls` refuses to go on without it, `none` never asks for it.
 * How it comes through a proxy, and in by a token, is added by `connectImap`.
 * @param credentials from `resolveCredentials`
 */
export function describeImap(server: ImapServer, credentials: ConnectionCredentials): ImapFlowOptions {
  return {
    host: server.host,
    port: imapPort(server),
    secure: server.security === 'ssl',
    ...(server.security === 'ssl' ? {} : { doSTARTTLS: server.security === 'starttls' }),
    tls: describeTls(server.host, credentials.authority),
    ...(credentials.user === null
      ? {}
      : { auth: { user: credentials.user, pass: credentials.password ?? '' } }),
    logger: false,
    // The reader itself decides when to IDLE.
    disableAutoIdle: true,
    maxIdleTime: 9 * 60_000,
    connectionTimeout: server.connectTimeoutSeconds * 1000,
    greetingTimeout: server.connectTimeoutSeconds * 1000,
    socketTimeout: server.protocolTimeoutSeconds * 1000,
    // A mail of the greatest size must fit, with some room for what surrounds it.
    maxLiteralSize: server.maximumMessageBytes + 1024 * 1024,
    clientInfo: { name: 'Postroom' },
  };
}
