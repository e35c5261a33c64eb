import { createHash } from 'node:crypto';
import type { MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';

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
 * whether they are one is for the caller to know.
 */
export async function receiveMail(tx: Tx, mail: IncomingMail): Promise<MailId> {
  const sha256 = hashBytes(mail.raw);
  await tx.sql
    .insertInto('blob')
    .values({ sha256, bytes: mail.raw })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { id } = await tx.sql
    .insertInto('mail')
    .values({
      tenant_id: mail.tenantId,
      direction: 'in',
      state: 'received',
      source_sha256: sha256,
      size: mail.raw.length,
      origin: JSON.stringify(mail.origin),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx.enqueue('take-in', { mailId: id });
  return id;
}
