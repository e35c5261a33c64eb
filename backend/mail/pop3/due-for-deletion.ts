import { sql } from 'kysely';
import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { Database } from '../../db/database.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import { describeStorageFailure } from '../storage-failure.ts';

/**
 * Names of the mails that are safe and, as the configuration says, to be deleted from the mailbox now.
 * @throws ConnectionFailure
 */
export async function readDueForDeletion(
  db: Database,
  place: MailboxPlace,
  afterStoring: Pop3Server['afterStoring'],
): Promise<ReadonlySet<string>> {
  if (afterStoring.action === 'keep') return new Set();
  const rows = await db.kysely
    .selectFrom('mailbox_message')
    .innerJoin('mail', 'mail.id', 'mailbox_message.mail_id')
    .select('mailbox_message.uid')
    .where('mailbox_message.mail_server_id', '=', place.serverId)
    .where('mailbox_message.folder', '=', place.mailbox)
    .where('mailbox_message.uid_validity', '=', place.epoch)
    .where('mailbox_message.disposed_at', 'is', null)
    .where('mail.received_at', '<=', sql<Date>`now() - make_interval(days => ${afterStoring.afterDays}::int)`)
    .execute()
    .catch((error: unknown) => {
      throw describeStorageFailure(error);
    });
  return new Set(rows.map(({ uid }) => uid));
}
