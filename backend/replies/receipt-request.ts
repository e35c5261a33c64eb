import type { Kysely } from 'kysely';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';

/** The header field that asks for a read receipt (RFC 8098 §2.1), if the group wants one; it goes to the sender. */
export async function readReceiptRequest(
  db: Kysely<Schema>,
  groupId: ServiceGroupId,
  sender: string,
): Promise<Readonly<Record<string, string>>> {
  const group = await db
    .selectFrom('service_group')
    .select('request_read_receipts')
    .where('id', '=', groupId)
    .executeTakeFirst();
  return group?.request_read_receipts === true ? { 'Disposition-Notification-To': `<${sender}>` } : {};
}
