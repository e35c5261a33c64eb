import type { ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { MailOrigin } from '../../db/mail-tables.ts';
import { jsonText } from '../../db/json-text.ts';
import { chooseServiceAccess } from '../../intake/choose-service-access.ts';
import { detectLanguage } from '../../intake/language.ts';
import { recipientsOf } from '../../intake/recipients.ts';
import type { RoutingTable } from '../../intake/routing-table.ts';
import { listAttachments, storeFiles, storeMails } from '../../intake/store-placed.ts';
import type { ReadMail } from '../../mail/mime/mail-content.ts';
import type { MailReader } from '../../mail/mime/mail-reader.ts';
import { hashBytes } from '../../mail/receive.ts';
import { storeBlob } from '../store-blob.ts';
import type { FoundMail } from './find-mails.ts';

export type MailToImport = Extract<FoundMail, { state: 'found' }>;

/** Where imported mail belongs. */
export interface ImportPlan {
  readonly table: RoutingTable;
  /** Addresses that the tenant sends from, lower case, with their groups: such mail was sent, not received. */
  readonly own: ReadonlyMap<string, ServiceGroupId>;
  /** For mail that no service access matches. */
  readonly elsewhere: ServiceGroupId;
}

export interface ImportCount {
  readonly imported: number;
  /** The same bytes were in the archive already. */
  readonly known: number;
}

/**
 * Puts mails of an old archive into ours, with all their bytes, in one transaction: found and read like any other, but
 * nobody's work. Mails whose bytes the tenant's archive holds are passed over, so a second run goes on where the
 * first was interrupted.
 */
export async function importMails(
  db: Database,
  reader: MailReader,
  plan: ImportPlan,
  mails: readonly MailToImport[],
): Promise<ImportCount> {
  const byContent = new Map(mails.map((mail) => [hashBytes(mail.raw), mail]));
  const known = await readKnown(db, plan, [...byContent.keys()]);
  const fresh = [...byContent].filter(([sha256]) => !known.has(sha256));
  const read = await Promise.all(
    fresh.map(async ([sha256, mail]) => ({ sha256, mail, content: await reader.read(mail.raw) })),
  );
  if (read.length > 0) {
    await db.transaction('import', async (tx) => {
      await storeFiles(
        tx,
        read.flatMap(({ content }) => content.attachments),
      );
      for (const { sha256, mail, content } of read) await importMail(tx, plan, sha256, mail, content);
      tx.audit({
        tenantId: plan.table.tenantId,
        action: 'archive.imported',
        subject: `tenant:${plan.table.tenantId}`,
        detail: { mails: read.length },
      });
    });
  }
  return { imported: read.length, known: mails.length - read.length };
}

async function readKnown(
  db: Database,
  { table }: ImportPlan,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.kysely
    .selectFrom('mail')
    .select('source_sha256')
    .where('tenant_id', '=', table.tenantId)
    .where('source_sha256', 'in', [...hashes])
    .execute();
  return new Set(rows.map((row) => row.source_sha256));
}

async function importMail(
  tx: Tx,
  plan: ImportPlan,
  sha256: string,
  { raw, storedAt, place }: MailToImport,
  content: ReadMail,
): Promise<void> {
  const sentBy = plan.own.get(content.from?.address.toLowerCase() ?? '');
  const choice = chooseServiceAccess(
    recipientsOf(content, null),
    plan.table.accesses,
    plan.table.masterAddresses,
  );
  const groupId = sentBy ?? choice.access?.groupId ?? plan.elsewhere;
  await storeBlob(tx, raw);
  const { id } = await tx.sql
    .insertInto('mail')
    .values({
      tenant_id: plan.table.tenantId,
      direction: sentBy === undefined ? 'in' : 'out',
      state: 'received',
      source_sha256: sha256,
      size: raw.length,
      received_at: cameAt(content, storedAt),
      origin: jsonText({ via: 'import', place } satisfies MailOrigin),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const language = detectLanguage(content.subject ?? '', content.replyText, content.contentLanguage);
  const filed = { received: { id }, content, groupId, language };
  await storeMails(tx, [filed]);
  await listAttachments(tx, [filed]);
}

/** Its Date, unless that lies in the future or is missing: then what the store says. */
function cameAt(content: ReadMail, storedAt: Date | null): Date {
  const now = new Date();
  const dates = [content.date === null ? null : new Date(content.date), storedAt];
  return dates.find((date) => date !== null && date <= now && date.getUTCFullYear() >= 1970) ?? now;
}
