import { setTimeout as delay } from 'node:timers/promises';
import type { GraphMailbox } from '../../../contract/domain/mail-server.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxSession } from '../in/mailbox-session.ts';
import { openFolder } from './find-folder.ts';
import { mailboxOf } from './graph-account.ts';
import { openGraphClient } from './graph-client.ts';
import { openTakeInChanges } from './take-in-changes.ts';

/** How long a throttled mailbox counts as one that is read, in milliseconds. */
const patience = 60_000;

/** Reads one folder by Microsoft Graph: takes in what is there, then asks every `pollSeconds` what has changed. */
export const runGraphSession: MailboxSession<GraphMailbox> = async (tools, server, signal, onCaughtUp) => {
  const { incoming } = server;
  const credentials = await resolveCredentials(incoming, tools.secrets);
  await using client = openGraphClient(incoming, credentials, {
    signal,
    log: tools.log,
    name: server.key,
    patience,
  });
  const folder = await openFolder(client, incoming.folder ?? 'inbox', mailboxOf(incoming));
  const takeIn = openTakeInChanges(tools, server, client, describePlace(server), folder.id);
  while (!signal.aborted) {
    await onCaughtUp(await takeIn.run());
    // Mailboxes that began at the same moment shall not ask at the same moment for ever.
    const pause = incoming.pollSeconds * 1000 * (0.9 + Math.random() / 10);
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
};

/** The whole mailbox: its names of mails last wherever they are moved to, even back into the folder. */
function describePlace({ id, tenantId, key, incoming }: MailboxServer<GraphMailbox>): MailboxPlace {
  const account = mailboxOf(incoming);
  return {
    serverId: id,
    tenantId,
    serverKey: key,
    account,
    via: 'graph',
    mailbox: `graph://${encodeURIComponent(account)}@${new URL(incoming.url).host}`,
    epoch: 'immutable',
  };
}
