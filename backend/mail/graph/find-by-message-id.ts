import { z } from 'zod';
import type { GraphSender } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import { type GraphClient, openGraphClient } from './graph-client.ts';

const found = z.object({
  value: z.array(z.object({ id: z.string().min(1), isDraft: z.boolean().optional() })),
});

/** The mails with this Message-ID in a folder of a well-known name. */
export async function findByMessageId(
  client: GraphClient,
  folder: 'drafts' | 'sentitems',
  messageId: string,
): Promise<readonly { readonly id: string; readonly isDraft?: boolean | undefined }[]> {
  const filter = encodeURIComponent(`internetMessageId eq '${messageId.replaceAll("'", "''")}'`);
  const { value } = await client.askJson(
    {
      path: `/mailFolders/${folder}/messages?$filter=${filter}&$select=id,isDraft`,
      permission: 'Mail.Read',
    },
    found,
  );
  return value;
}

/** True if a mail with this Message-ID is among the sent ones: it is put there as it is sent. */
export async function isAmongSent(client: GraphClient, messageId: string): Promise<boolean> {
  const mails = await findByMessageId(client, 'sentitems', messageId);
  return mails.some(({ isDraft }) => isDraft !== true);
}

/** `isAmongSent` for a mailbox that is not open. */
export async function wasSentByGraph(
  server: GraphSender,
  credentials: ConnectionCredentials,
  messageId: string,
): Promise<boolean> {
  await using client = openGraphClient(server, credentials, { patience: 10_000 });
  return await isAmongSent(client, messageId);
}
