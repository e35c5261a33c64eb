import type { GraphMailbox, GraphSender } from '../../../contract/domain/mail-server.ts';
import {
  type ConnectionCredentials,
  type ConnectionSecrets,
  resolveCredentials,
} from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { findFolder, openFolder } from './find-folder.ts';
import { mailboxOf } from './graph-account.ts';
import { openGraphClient } from './graph-client.ts';
import { describeMissingPermission, type GraphPermission } from './graph-refusal.ts';
import { readPermissions } from './token-permissions.ts';

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
  const mayChange = afterStoring.action === 'keep' || (await hasPermission(credentials, 'Mail.ReadWrite'));
  const mails = folder.totalItemCount === undefined ? '' : ` (${folder.totalItemCount} mails)`;
  return {
    found: `signed in to the mailbox ${mailboxOf(server)}; folder ${folder.displayName}${mails}, asking every ${server.pollSeconds} s`,
    remarks: [
      ...(isThere ? [] : [`There is no folder ${target} yet; it is made with the first mail.`]),
      ...(mayChange
        ? []
        : ['The token does not carry the permission Mail.ReadWrite, so stored mails stay as they are.']),
    ],
  };
}

/** Signs in to a mailbox that sends, looks for its Drafts and whether it may send, and sends nothing. */
export async function tryGraphSender(
  server: GraphSender,
  secrets: ConnectionSecrets,
): Promise<ConnectionFindings> {
  const credentials = await resolveCredentials(server, secrets);
  await using client = openGraphClient(server, credentials, { patience });
  await openFolder(client, 'drafts', mailboxOf(server));
  for (const permission of ['Mail.ReadWrite', 'Mail.Send'] as const) {
    if (!(await hasPermission(credentials, permission)))
      throw describeMissingPermission(server, permission, 'the token does not carry it');
  }
  return { found: `signed in to the mailbox ${mailboxOf(server)}, which sends`, remarks: [] };
}

/** True also where the token does not say. */
async function hasPermission(
  { tokens }: ConnectionCredentials,
  permission: GraphPermission,
): Promise<boolean> {
  if (!tokens) return true;
  const permissions = readPermissions((await tokens.getToken()).value);
  return permissions === null || permissions.has(permission) || permissions.has(`${permission}.Shared`);
}
