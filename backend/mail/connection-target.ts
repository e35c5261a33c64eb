import { assertNever } from '../../contract/assert-never.ts';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import type { ConnectionTarget } from './connection-problem.ts';
import { imapPort } from './imap/imap-settings.ts';
import { pop3Port } from './pop3/pop3-settings.ts';
import { smtpPort } from './smtp-out/smtp-settings.ts';

/** What a configured server connects to, for messages about it. */
export function targetOf(server: IncomingServer | OutgoingServer): ConnectionTarget {
  const { protocol, host, security, user } = server;
  return {
    protocol,
    host,
    port: portOf(server),
    security,
    user: user ?? null,
    byToken: server.oauth !== undefined,
  };
}

function portOf(server: IncomingServer | OutgoingServer): number {
  switch (server.protocol) {
    case 'imap':
      return imapPort(server);
    case 'pop3':
      return pop3Port(server);
    case 'smtp':
      return smtpPort(server);
    default:
      return assertNever(server);
  }
}
