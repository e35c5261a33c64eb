import type { EwsSender } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { mailboxOf } from './ews-account.ts';
import { openEwsClient } from './ews-client.ts';
import { openFolder } from './ews-folder.ts';
import { isAmongSent } from './find-sent.ts';

/** `isAmongSent` for a mailbox that is not open. */
export async function wasSentByEws(
  server: EwsSender,
  credentials: ConnectionCredentials,
  messageId: string,
): Promise<boolean> {
  await using client = openEwsClient(server, credentials, { patience: 10_000 });
  const { id } = await openFolder(client, 'sentitems', mailboxOf(server));
  return await isAmongSent(client, id, messageId);
}
