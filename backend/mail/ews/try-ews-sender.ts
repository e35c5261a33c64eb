import type { EwsSender } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { mailboxOf } from './ews-account.ts';
import { openEwsClient } from './ews-client.ts';
import { openFolder } from './ews-folder.ts';
import { sayWhose } from './try-ews.ts';

/** How long a person who tries is kept waiting where Exchange is busy, in milliseconds. */
const patience = 10_000;

/** Signs in to a mailbox that sends, and sends nothing. */
export async function tryEwsSender(
  server: EwsSender,
  secrets: ConnectionSecrets,
): Promise<ConnectionFindings> {
  await using client = openEwsClient(server, await resolveCredentials(server, secrets), { patience });
  await openFolder(client, 'sentitems', mailboxOf(server));
  return { found: `signed in${sayWhose(server)}; what is sent is kept in Sent Items`, remarks: [] };
}
