import { assertNever } from '../../contract/assert-never.ts';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem } from './connection-problem.ts';
import type { ConnectionSecrets } from './connection-secrets.ts';
import { targetOf } from './connection-target.ts';
import type { ConnectionFindings, ConnectionTrial } from './connection-trial.ts';
import { tryEwsMailbox } from './ews/try-ews.ts';
import { tryEwsSender } from './ews/try-ews-sender.ts';
import { tryGraphMailbox, tryGraphSender } from './graph/try-graph.ts';
import { tryImap } from './imap/try-imap.ts';
import { tryPop3 } from './pop3/try-pop3.ts';
import { trySmtp } from './smtp-out/try-smtp.ts';

/** Signs in to a mailbox, looks for its folders and changes nothing. */
export async function tryIncoming(
  server: IncomingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionTrial> {
  return report(server, () => findIncoming(server, secrets));
}

/** Signs in to a server that sends, and sends nothing. */
export async function tryOutgoing(
  server: OutgoingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionTrial> {
  return report(server, () => findOutgoing(server, secrets));
}

async function findIncoming(server: IncomingServer, secrets: ConnectionSecrets): Promise<ConnectionFindings> {
  switch (server.protocol) {
    case 'imap':
      return tryImap(server, secrets);
    case 'pop3':
      return tryPop3(server, secrets);
    case 'graph':
      return tryGraphMailbox(server, secrets);
    case 'ews':
      return tryEwsMailbox(server, secrets);
    default:
      return assertNever(server);
  }
}

async function findOutgoing(server: OutgoingServer, secrets: ConnectionSecrets): Promise<ConnectionFindings> {
  switch (server.protocol) {
    case 'smtp':
      return trySmtp(server, secrets);
    case 'graph':
      return tryGraphSender(server, secrets);
    case 'ews':
      return tryEwsSender(server, secrets);
    default:
      return assertNever(server);
  }
}

async function report(
  server: IncomingServer | OutgoingServer,
  find: () => Promise<ConnectionFindings>,
): Promise<ConnectionTrial> {
  try {
    return { works: true, ...(await find()) };
  } catch (error) {
    return { works: false, problem: describeConnectionProblem(error, targetOf(server)) };
  }
}
