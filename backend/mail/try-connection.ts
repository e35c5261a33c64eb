import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem, type ConnectionProblem } from './connection-problem.ts';
import { resolveCredentials, type ConnectionSecrets } from './connection-secrets.ts';
import { describeImap, imapPort } from './imap/imap-settings.ts';
import { findSpecialFolders } from './imap/special-folders.ts';
import { describeSmtp, smtpPort } from './smtp-out/smtp-settings.ts';

/** What came of connecting and signing in as the backend would (M11). */
export type ConnectionTrial =
  /** `remarks`: it works, but not all as configured. */
  | { readonly works: true; readonly found: string; readonly remarks: readonly string[] }
  | { readonly works: false; readonly problem: ConnectionProblem };

/** Signs in to a mailbox, looks for its folders and changes nothing. */
export async function tryIncoming(
  server: IncomingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionTrial> {
  let client: ImapFlow | undefined;
  try {
    const credentials = await resolveCredentials(server, secrets);
    client = new ImapFlow(describeImap(server, credentials));
    client.on('error', () => undefined);
    await client.connect();
    const listed = await client.list();
    const folders = findSpecialFolders(listed, server);
    const inbox = await client.status(folders.inbox, { messages: true });
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
      works: true,
      found: `signed in; folder ${folders.inbox} (${messages} mails), sent ${folders.sent ?? 'none'}, trash ${folders.trash ?? 'none'}, ${waiting}`,
      remarks,
    };
  } catch (error) {
    return {
      works: false,
      problem: describeConnectionProblem(error, targetOf(server, 'imap', imapPort(server))),
    };
  } finally {
    client?.close();
  }
}

/** Signs in to a server that sends, and sends nothing. */
export async function tryOutgoing(
  server: OutgoingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionTrial> {
  try {
    const credentials = await resolveCredentials(server, secrets);
    const transport = createTransport({
      ...describeSmtp(server, credentials),
      socketTimeout: server.protocolTimeoutSeconds * 1000,
      ...(credentials.user === null
        ? {}
        : { auth: { user: credentials.user, pass: credentials.password ?? '' } }),
    });
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
    const found = credentials.user === null ? 'connected, without signing in' : 'signed in';
    return { works: true, found, remarks: [] };
  } catch (error) {
    return {
      works: false,
      problem: describeConnectionProblem(error, targetOf(server, 'smtp', smtpPort(server))),
    };
  }
}

function targetOf(
  server: IncomingServer | OutgoingServer,
  protocol: 'imap' | 'smtp',
  port: number,
): Parameters<typeof describeConnectionProblem>[1] {
  return { protocol, host: server.host, port, security: server.security, user: server.user ?? null };
}
