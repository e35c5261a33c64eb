import type { EwsMailbox } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { type EwsServer, impersonatedBy, mailboxOf } from './ews-account.ts';
import { openEwsClient } from './ews-client.ts';
import { findFolder, openFolder } from './ews-folder.ts';
import { folderOf } from './ews-session.ts';

/** How long a person who tries is kept waiting where Exchange is busy, in milliseconds. */
const patience = 10_000;

/** Signs in to a mailbox, looks for its folders and changes nothing. */
export async function tryEwsMailbox(
  server: EwsMailbox,
  secrets: ConnectionSecrets,
): Promise<ConnectionFindings> {
  await using client = openEwsClient(server, await resolveCredentials(server, secrets), { patience });
  const path = folderOf(server);
  const { mails } = await openFolder(client, path, mailboxOf(server));
  const { afterStoring } = server;
  const isThere = afterStoring.action !== 'move' || (await findFolder(client, afterStoring.folder)) !== null;
  return {
    found: `signed in${sayWhose(server)}; folder ${path} (${mails ?? 'unknown'} mails), asking every ${server.pollSeconds} s`,
    remarks: afterStoring.action === 'move' && !isThere ? [`There is no folder ${afterStoring.folder}.`] : [],
  };
}

/** For whom the account acts, where it is not for itself. */
export function sayWhose(server: EwsServer): string {
  const impersonated = impersonatedBy(server);
  return impersonated === null ? '' : `, acting for ${impersonated}`;
}
