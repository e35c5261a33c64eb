import { sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { wrapHeader } from '../mail/mime/wrap-mail.ts';

/** A mail as it was stored, with what its reading depends on. */
export interface RawMail {
  readonly bytes: Buffer;
  readonly origin: MailOrigin;
  readonly defaultDomain: string | null;
  /** What the server that it was fetched from may deliver (G5); null for mail that came another way. */
  readonly maxBytes: number | null;
}

/** @returns null if it has been taken in already */
export async function readRaw({ kysely }: Database, mailId: MailId): Promise<RawMail | null> {
  const row = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .innerJoin('tenant', 'tenant.id', 'mail.tenant_id')
    .leftJoin('mail_server', (join) =>
      join
        .onRef('mail_server.tenant_id', '=', 'mail.tenant_id')
        .on('mail_server.removed_at', 'is', null)
        .on('mail_server.key', '=', sql<string>`mail.origin ->> 'server'`),
    )
    .select(['blob.bytes', 'mail.origin', 'tenant.default_domain', 'mail_server.incoming'])
    .where('mail.id', '=', mailId)
    .where('mail.state', '=', 'received')
    .executeTakeFirst();
  if (!row) return null;
  return {
    bytes: row.bytes,
    origin: row.origin,
    defaultDomain: row.default_domain,
    maxBytes: row.incoming?.maximumMessageBytes ?? null,
  };
}

/** Reads it, as far as it was fetched: where only its header could be, that becomes a wrapping message (G8). */
export function readContent(reader: MailReader, mail: RawMail): ReadMail | Promise<ReadMail> {
  const { bytes, origin, defaultDomain, maxBytes } = mail;
  if ('problem' in origin && origin.problem !== undefined)
    return wrapHeader(bytes, origin.problem, defaultDomain ?? undefined);
  return reader.read(bytes, defaultDomain ?? undefined, maxBytes ?? undefined);
}
