import type { GraphMailbox } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { findFolder, openFolder } from './find-folder.ts';
import { mailboxOf } from './graph-account.ts';
import { openGraphClient } from './graph-client.ts';

/** A trial is not worth a long wait. */
const patience = 5_000;

/** Signs in to a mailbox, looks for its folders and changes nothing. */
export async function tryGraphMailbox(
  server: GraphMailbox,
  secrets: ConnectionSecrets,
): Promise<ConnectionFindings> {
  const credentials = await resolveCredentials(server, secrets);
  await using client = openGraphClient(server, credentials, { patience });
  const folder = await openFolder(client, server.folder ?? 'inbox', mailboxOf(server));
  const { afterStoring } = server;
  const target = afterStoring.action === 'move' ? afterStoring.folder : null;
  const isThere = target === null || (await findFolder(client, target)) !== null;
  const mails = folder.totalItemCount === undefined ? '' : ` (${folder.totalItemCount} mails)`;
  return {
    found: `signed in to the mailbox ${mailboxOf(server)}; folder ${folder.displayName}${mails}, asking every ${server.pollSeconds} s`,
    remarks: isThere ? [] : [`There is no folder ${target} yet; it is made with the first mail.`],
  };
}
