import { sql } from 'kysely';
import type { MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { wrapHeader } from '../mail/mime/wrap-mail.ts';

/** A mail as it was stored, with what its reading depends on. */
export interface RawMail {
  readonly id: MailId;
  readonly tenantId: TenantId;
  readonly bytes: Buffer;
  readonly origin: MailOrigin;
  readonly defaultDomain: string | null;
  /** What the server that it was fetched from may deliver (G5); null for mail that came another way. */
  readonly maxBytes: number | null;
}

/** @returns them in the order of the ids; null for one that has been taken in already */
export async function readRaws(
  { kysely }: Database,
  ids: readonly MailId[],
): Promise<readonly (RawMail | null)[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .innerJoin('tenant', 'tenant.id', 'mail.tenant_id')
    .leftJoin('mail_server', (join) =>
      join
        .onRef('mail_server.tenant_id', '=', 'mail.tenant_id')
        .on('mail_server.removed_at', 'is', null)
        .on('mail_server.key', '=', sql<string>`mail.origin ->> 'server'`),
    )
    .select([
      'mail.id',
      'mail.tenant_id',
      'blob.bytes',
      'mail.origin',
      'tenant.default_domain',
      'mail_server.incoming',
    ])
    .where('mail.id', 'in', [...ids])
    .where('mail.state', '=', 'received')
    .execute();
  const found = new Map(
    rows.map((row): [MailId, RawMail] => [
      row.id,
      {
        id: row.id,
        tenantId: row.tenant_id,
        bytes: row.bytes,
        origin: row.origin,
        defaultDomain: row.default_domain,
        maxBytes: row.incoming?.maximumMessageBytes ?? null,
      },
    ]),
  );
  return ids.map((id) => found.get(id) ?? null);
}

/** Reads it, as far as it was fetched: where only its header could be, that becomes a wrapping message (G8). */
export function readContent(reader: MailReader, mail: RawMail): ReadMail | Promise<ReadMail> {
  const { bytes, origin, defaultDomain, maxBytes } = mail;
  if ('problem' in origin && origin.problem !== undefined)
    return wrapHeader(bytes, origin.problem, defaultDomain ?? undefined);
  return reader.read(bytes, defaultDomain ?? undefined, maxBytes ?? undefined);
}
