import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { type Capabilities, readLoginDelay } from './capabilities.ts';
import { connectPop3, type Pop3Mailbox } from './connect-pop3.ts';
import { listMails } from './list-mails.ts';
import { Pop3Refusal } from './pop3-errors.ts';
import { explainPop3 } from './pop3-problem.ts';

/** Signs in to a mailbox, lists its mails and changes nothing. */
export async function tryPop3(server: Pop3Server, secrets: ConnectionSecrets): Promise<ConnectionFindings> {
  const credentials = await resolveCredentials(server, secrets);
  try {
    return await look(server, await connectPop3(server, credentials));
  } catch (error) {
    // Told to those alone who were let in (RFC 2449, 8.1.2), and a backend that reads the mailbox is one of them.
    if (!isInUse(error)) throw error;
    const remark = 'The mailbox is in use by another session; unless that is Postroom itself, stop it.';
    return { found: `signed in, asking every ${server.pollSeconds} s`, remarks: [remark] };
  }
}

async function look(
  server: Pop3Server,
  { connection, capabilities }: Pop3Mailbox,
): Promise<ConnectionFindings> {
  try {
    const mails = await listMails(connection, server);
    // Nothing was marked, so that nothing is deleted.
    await connection.command('QUIT').catch(() => undefined);
    const found = `signed in; ${mails.length} mails, asking every ${server.pollSeconds} s`;
    return { found, remarks: remark(server, capabilities) };
  } catch (error) {
    throw explainPop3(error, server, capabilities);
  } finally {
    connection.close();
  }
}

function isInUse(error: unknown): boolean {
  const refusal = error instanceof ConnectionFailure ? error.cause : error;
  return refusal instanceof Pop3Refusal && refusal.code === 'IN-USE';
}

function remark(server: Pop3Server, capabilities: Capabilities | null): readonly string[] {
  const remarks: string[] = [];
  const delay = readLoginDelay(capabilities);
  if (delay > server.pollSeconds)
    remarks.push(`The server wants ${delay} s between two sign-ins, so it is asked every ${delay} s.`);
  // RFC 2449, 6.7.
  const expires = capabilities?.get('EXPIRE')?.split(' ')[0] ?? 'NEVER';
  if (expires !== 'NEVER' && server.afterStoring.action === 'keep')
    remarks.push(`The server itself deletes mails that were read after ${expires} days.`);
  if (!server.disableTop && capabilities && !capabilities.has('TOP'))
    remarks.push(
      'The server has no TOP: to read the headers of a mail that is too large, Postroom begins to read it whole.',
    );
  return remarks;
}
