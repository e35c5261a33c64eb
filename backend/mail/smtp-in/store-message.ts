import type { SMTPServerSession } from 'smtp-server';
import type { MailId, TenantId } from '../../../contract/domain/ids.ts';
import type { Database } from '../../db/database.ts';
import { receiveMail } from '../receive.ts';
import type { RecipientDirectory } from './recipient-directory.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

/**
 * Keeps a message: one mail for each tenant that has a recipient in the envelope, all in one transaction. Should
 * the answer to the client be lost after the commit, the client sends it again and it is kept twice, as SMTP has it.
 */
export async function storeMessage(
  db: Database,
  directory: RecipientDirectory,
  raw: Buffer,
  session: SMTPServerSession,
): Promise<readonly MailId[]> {
  const recipients = new Map<TenantId, string[]>();
  for (const { address } of session.envelope.rcptTo) {
    for (const tenantId of await directory.findTenants(address)) {
      recipients.set(tenantId, [...(recipients.get(tenantId) ?? []), address]);
    }
  }
  if (recipients.size === 0) throw new SmtpRefusal(550, '5.1.1 no such address here any more');
  const { mailFrom } = session.envelope;
  return db.transaction('system', async (tx) => {
    const mails: MailId[] = [];
    for (const [tenantId, addresses] of recipients) {
      mails.push(
        await receiveMail(tx, {
          tenantId,
          raw,
          origin: {
            via: 'smtp',
            sender: mailFrom ? mailFrom.address : '',
            recipients: addresses,
            client: session.remoteAddress,
            helo: session.hostNameAppearsAs,
          },
        }),
      );
    }
    return mails;
  });
}
