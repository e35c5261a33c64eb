import { setTimeout as delay } from 'node:timers/promises';
import type { EwsMailbox } from '../../../contract/domain/mail-server.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxSession } from '../in/mailbox-session.ts';
import { mailboxOf } from './ews-account.ts';
import { openEwsClient } from './ews-client.ts';
import { openFolder } from './ews-folder.ts';
import { openTakeInItems } from './take-in-items.ts';

/** How long a mailbox that Exchange wants left alone counts as one that is read, in milliseconds. */
const patience = 60_000;

/** Reads one folder by Exchange Web Services: takes in what is there, then asks every `pollSeconds` what has changed. */
export const runEwsSession: MailboxSession<EwsMailbox> = async (tools, server, signal, onCaughtUp) => {
  const { incoming } = server;
  const credentials = await resolveCredentials(incoming, tools.secrets);
  await using client = openEwsClient(incoming, credentials, {
    signal,
    log: tools.log,
    name: server.key,
    patience,
  });
  const folder = await openFolder(client, folderOf(incoming), mailboxOf(incoming));
  const takeIn = openTakeInItems(tools, server, client, describePlace(server), folder);
  while (!signal.aborted) {
    await onCaughtUp(await takeIn.run());
    // Spread, so that mailboxes that were connected together are not all looked at together.
    const pause = incoming.pollSeconds * 1000 * (0.9 + Math.random() / 10);
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
};

/** Where mail is read; an empty path is the Inbox (G3). */
export function folderOf({ folder }: Pick<EwsMailbox, 'folder'>): string {
  return folder === undefined || folder === '' ? 'inbox' : folder;
}

function describePlace({ id, tenantId, key, incoming }: MailboxServer<EwsMailbox>): MailboxPlace {
  const account = mailboxOf(incoming);
  return {
    serverId: id,
    tenantId,
    serverKey: key,
    account,
    via: 'ews',
    mailbox: `ews://${encodeURIComponent(account)}@${new URL(incoming.url).host}/${folderOf(incoming)}`,
    epoch: 'items',
  };
}
