import type { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpServer } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { openTunnel } from '../proxy/open-tunnel.ts';
import { describeTls } from '../tls-settings.ts';

/** How long a server may take to say what became of a message it was given (RFC 5321, 4.5.3.2.6). */
export const answerMilliseconds = 10 * 60_000;

/** The port of an SMTP server where none is configured (M3): 465 with SSL, else 25. */
export function smtpPort(server: Pick<SmtpServer, 'port' | 'security'>): number {
  return server.port ?? (server.security === 'ssl' ? 465 : 25);
}

/**
 * What nodemailer takes for a configured server. `starttls` refuses to go on without it, `none` never asks for it.
 * @param credentials from `resolveCredentials`
 */
export function describeSmtp(server: SmtpServer, credentials: ConnectionCredentials): SMTPConnection.Options {
  return {
    host: server.host,
    port: smtpPort(server),
    secure: server.security === 'ssl',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: describeTls(server.host, credentials.authority),
    connectionTimeout: server.connectTimeoutSeconds * 1000,
    greetingTimeout: server.connectTimeoutSeconds * 1000,
    // Shorter waits are the sender's own, by the step it is at.
    socketTimeout: answerMilliseconds + 60_000,
  };
}

/**
 * The connection through the server's proxy; null where it goes straight.
 * @throws ConnectionFailure that names the proxy
 */
export async function openSmtpTunnel(
  server: SmtpServer,
  { proxy }: Pick<ConnectionCredentials, 'proxy'>,
): Promise<Socket | null> {
  if (!proxy) return null;
  const target = { host: server.host, port: smtpPort(server) };
  return openTunnel(proxy, target, server.connectTimeoutSeconds * 1000);
}
