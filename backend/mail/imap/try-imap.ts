import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { connectImap } from './connect-imap.ts';
import { noSuchFolder } from './no-such-folder.ts';
import { findSpecialFolders } from './special-folders.ts';

/** Signs in to a mailbox, looks for its folders and changes nothing. */
export async function tryImap(server: ImapServer, secrets: ConnectionSecrets): Promise<ConnectionFindings> {
  const { client } = await connectImap(server, await resolveCredentials(server, secrets));
  try {
    const listed = await client.list();
    const folders = findSpecialFolders(listed, server);
    const inbox = await client.status(folders.inbox, { messages: true }).catch((error: unknown) => {
      if (!client.usable) throw error;
      throw noSuchFolder(server.user ?? server.host, folders.inbox, error);
    });
    const has = (name: string): boolean => listed.some((folder) => folder.path === name);
    const { afterStoring } = server;
    const wanted = [folders.inbox, server.sentFolder, server.trashFolder].concat(
      afterStoring.action === 'move' ? [afterStoring.folder] : [],
    );
    const remarks = [...new Set(wanted)]
      .filter((name) => name !== undefined)
      .filter((name) => !has(name))
      .map((name) => `There is no folder ${name}.`);
    if (folders.trash === null && afterStoring.action === 'trash') {
      remarks.push('No folder for trash was found: name it as trashFolder.');
    }
    if (folders.sent === null) remarks.push('No folder for sent mail was found: name it as sentFolder.');
    const waiting = client.capabilities.has('IDLE') ? 'IDLE' : `asking every ${server.pollSeconds} s`;
    const messages = inbox === false ? 'unknown' : String(inbox.messages ?? 0);
    return {
      found: `signed in; folder ${folders.inbox} (${messages} mails), sent ${folders.sent ?? 'none'}, trash ${folders.trash ?? 'none'}, ${waiting}`,
      remarks,
    };
  } finally {
    client.close();
  }
}
