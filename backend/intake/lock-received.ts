import type { MailId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { ReceivedMail } from './store-placed.ts';

/**
 * Locks those of the mails that nobody has taken in yet. In the order of their ids, so that two processes do not wait
 * for each other in a circle.
 */
export async function lockReceived(
  tx: Tx,
  ids: readonly MailId[],
): Promise<ReadonlyMap<MailId, ReceivedMail>> {
  const rows = await tx.sql
    .selectFrom('mail')
    .select(['id', 'tenant_id', 'origin', 'size'])
    .where('id', 'in', [...ids])
    .where('state', '=', 'received')
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
