import { createHash } from 'node:crypto';
import type { MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { jsonText } from '../db/json-text.ts';

export interface IncomingMail {
  readonly tenantId: TenantId;
  /** The mail as it came, byte for byte. */
  readonly raw: Buffer;
  readonly origin: MailOrigin;
}

/** SHA-256 in lower-case hexadecimal: the name of a blob. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Keeps the raw bytes of a mail and enqueues its reading. Once the transaction is committed the mail cannot be lost
 * any more, so only then may its source be told, or changed. Equal bytes given twice make two mails of one blob:
 * only the caller knows whether they came the same way, and are one.
 */
export async function receiveMail(tx: Tx, mail: IncomingMail): Promise<MailId> {
  const [id] = await receiveMails(tx, [mail]);
  if (id === undefined) throw new Error('a mail was stored without an id');
  return id;
}

/** `receiveMail` for several, in two statements however many they are. @returns their ids, in their order */
export async function receiveMails(tx: Tx, mails: readonly IncomingMail[]): Promise<readonly MailId[]> {
  if (mails.length === 0) return [];
  const named = mails.map((mail) => ({ ...mail, sha256: hashBytes(mail.raw) }));
  const blobs = new Map(named.map(({ sha256, raw }) => [sha256, { sha256, bytes: raw }]));
  await tx.sql
    .insertInto('blob')
    // In the order of their names, so that two transactions do not wait for each other in a circle.
    .values([...blobs.values()].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1)))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await tx.sql
    .insertInto('mail')
    .values(
      named.map(({ tenantId, sha256, raw, origin }) => ({
        tenant_id: tenantId,
        direction: 'in' as const,
        state: 'received' as const,
        source_sha256: sha256,
        size: raw.length,
        origin: jsonText(origin),
      })),
    )
    .returning('id')
    .execute();
  // Identities rise in the order of the values.
  const ids = rows.map(({ id }) => id).sort((one, other) => Number(BigInt(one) - BigInt(other)));
  ids.forEach((mailId, index) => tx.enqueue('take-in', { mailId, size: named[index]?.raw.length ?? 0 }));
  return ids;
}
