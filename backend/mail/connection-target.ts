import { assertNever } from '../../contract/assert-never.ts';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import type { ConnectionTarget } from './connection-problem.ts';
import { imapPort } from './imap/imap-settings.ts';
import { pop3Port } from './pop3/pop3-settings.ts';
import { smtpPort } from './smtp-out/smtp-settings.ts';

/** What a configured server connects to, for messages about it. */
export function targetOf(server: IncomingServer | OutgoingServer): ConnectionTarget {
  return {
    protocol: server.protocol,
    ...placeOf(server),
    user: server.user ?? null,
    byToken: server.oauth !== undefined,
  };
}

function placeOf(
  server: IncomingServer | OutgoingServer,
): Pick<ConnectionTarget, 'host' | 'port' | 'security'> {
  switch (server.protocol) {
    case 'imap':
      return { host: server.host, port: imapPort(server), security: server.security };
    case 'pop3':
      return { host: server.host, port: pop3Port(server), security: server.security };
    case 'smtp':
      return { host: server.host, port: smtpPort(server), security: server.security };
    case 'graph':
    case 'ews':
      return placeOfUrl(server.url);
    default:
      return assertNever(server);
  }
}

function placeOfUrl(address: string): Pick<ConnectionTarget, 'host' | 'port' | 'security'> {
  const { hostname, port, protocol } = new URL(address);
  const secure = protocol === 'https:';
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return { host, port: port === '' ? (secure ? 443 : 80) : Number(port), security: secure ? 'ssl' : 'none' };
}
