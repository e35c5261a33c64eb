import { setTimeout as delay } from 'node:timers/promises';
import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxSession } from '../in/mailbox-session.ts';
import { readLoginDelay } from './capabilities.ts';
import { connectPop3 } from './connect-pop3.ts';
import { explainPop3 } from './pop3-problem.ts';
import { openTakeIn } from './take-in-mails.ts';

/**
 * Looks into a mailbox every `pollSeconds`, as much rarer as the server's LOGIN-DELAY wants it, until a look fails or
 * the signal aborts. Each look has a connection of its own: a POP3 server shows a mailbox as it was at the sign-in,
 * locks it for as long as the connection lasts, and deletes when it ends.
 */
export const runPop3Session: MailboxSession<Pop3Server> = async (tools, server, signal, onCaughtUp) => {
  const { incoming } = server;
  const credentials = await resolveCredentials(incoming, tools.secrets);
  const takeIn = await openTakeIn(tools, server, describePlace(server));
  while (!signal.aborted) {
    const mailbox = await connectPop3(incoming, credentials, { signal, log: tools.log, name: server.key });
    const look = await takeIn
      .look(mailbox)
      .catch((error: unknown) => {
        throw explainPop3(error, incoming, mailbox.capabilities);
      })
      .finally(mailbox.connection.close);
    if (!look.isBroken) await onCaughtUp(look.problem);
    // The looks of many mailboxes lie apart.
    const pause = look.again ? 0 : incoming.pollSeconds * (0.9 + 0.2 * Math.random());
    const seconds = Math.max(pause, readLoginDelay(mailbox.capabilities));
    await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
};

function describePlace(server: MailboxServer<Pop3Server>): MailboxPlace {
  const account = server.incoming.user ?? '';
  return {
    serverId: server.id,
    tenantId: server.tenantId,
    serverKey: server.key,
    account,
    via: 'pop3',
    mailbox: `pop3://${encodeURIComponent(account)}@${server.incoming.host}/`,
    epoch: 'uidl',
  };
}
