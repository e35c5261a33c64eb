import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { InteractionId, MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { publishInteractions } from '../routing/publish-interaction.ts';
import { chooseServiceAccess } from './choose-service-access.ts';
import { detectLanguage } from './language.ts';
import { type RoutingTable, readRoutingTable } from './routing-table.ts';
import { recipientsOf } from './recipients.ts';
import {
  type PlacedMail,
  type ReceivedMail,
  listAttachments,
  openInteractions,
  storeFiles,
  storeMail,
} from './store-placed.ts';

/** A mail that has been read, to be written down. */
export interface MailToQueue {
  readonly id: MailId;
  readonly content: ReadMail;
  /** From `authenticateReceived`. */
  readonly authentication?: MailAuthentication | null;
}

/**
 * Reads a mail whose raw bytes are stored. That takes its time and a process of its own, so it happens before any
 * lock: at worst it was in vain.
 * @returns null if it has been taken in already
 */
export async function readReceived(
  db: Database,
  reader: MailReader,
  id: MailId,
): Promise<MailToQueue | null> {
  const received = await readRaw(db, id);
  return (
    received && {
      id,
      content: await reader.read(received.bytes, received.default_domain ?? undefined),
    }
  );
}

/**
 * Makes queued interactions of mails that have been read, in one transaction: each is archived with its attachments,
 * routed and announced. Exactly once, however often and from however many processes it is called: the rows are
 * locked, and one that is taken in already is left alone. A mail that could not be read is queued all the same, with
 * the reason in `problem`.
 * @returns for each mail its interaction, in their order; null where there was nothing left to do
 */
export async function queueMails(
  db: Database,
  mails: readonly MailToQueue[],
): Promise<readonly (InteractionId | null)[]> {
  return db.transaction('system', async (tx) => {
    const received = await lockReceived(tx, mails);
    await storeFiles(
      tx,
      mails.flatMap(({ id, content }) => (received.has(id) ? content.attachments : [])),
    );
    const tables = new Map<TenantId, RoutingTable>();
    const placed: PlacedMail[] = [];
    for (const [id, row] of received) {
      const mail = mails.find((one) => one.id === id);
      if (!mail) continue;
      const table = tables.get(row.tenant_id) ?? (await readRoutingTable(tx.sql, row.tenant_id));
      tables.set(row.tenant_id, table);
      placed.push({
        ...placeMail(row, mail.content, table),
        authentication: mail.authentication ?? null,
      });
    }
    for (const mail of placed) {
      await listAttachments(tx, mail);
      await storeMail(tx, mail);
    }
    const queued = await openInteractions(tx, placed);
    for (const { received: row, content, groupId, routing } of placed) {
      tx.audit({
        tenantId: row.tenant_id,
        action: 'mail.taken-in',
        subject: `mail:${row.id}`,
        detail: {
          interactionId: queued.get(row.id),
          serviceGroupId: groupId,
          routing,
          problems: content.problems,
        },
      });
    }
    await publishInteractions(tx, [...queued.values()]);
    return mails.map(({ id }) => queued.get(id) ?? null);
  });
}

function placeMail(received: ReceivedMail, content: ReadMail, table: RoutingTable): PlacedMail {
  const choice = chooseServiceAccess(
    recipientsOf(content, received.origin),
    table.accesses,
    table.masterAddresses,
  );
  return {
    received,
    content,
    groupId: choice.access?.groupId ?? table.unroutedGroupId,
    accessId: choice.access?.id ?? null,
    language: detectLanguage(content.subject ?? '', content.text, content.contentLanguage),
    problem: problemOf(content, received.origin),
    routing: {
      serviceAccess: choice.access && {
        id: choice.access.id,
        name: choice.access.name,
        address: choice.access.address,
      },
      matched: choice.matched,
      explanation: choice.explanation,
    },
  };
}

async function readRaw(
  db: Database,
  mailId: MailId,
): Promise<{ readonly bytes: Buffer; readonly default_domain: string | null } | null> {
  const row = await db.kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .innerJoin('tenant', 'tenant.id', 'mail.tenant_id')
    .select(['blob.bytes', 'tenant.default_domain'])
    .where('mail.id', '=', mailId)
    .where('mail.state', '=', 'received')
    .executeTakeFirst();
  return row ?? null;
}

/** In the order of their ids, so that two processes do not wait for each other in a circle. */
async function lockReceived(
  tx: Tx,
  mails: readonly MailToQueue[],
): Promise<ReadonlyMap<MailId, ReceivedMail>> {
  const rows = await tx.sql
    .selectFrom('mail')
    .select(['id', 'tenant_id', 'origin'])
    .where(
      'id',
      'in',
      mails.map(({ id }) => id),
    )
    .where('state', '=', 'received')
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Why the mail could not be read as a whole; small faults are listed with the mail, not here. */
function problemOf(mail: ReadMail, origin: MailOrigin): string | null {
  if (origin.via === 'imap' && origin.problem !== undefined) return origin.problem;
  return mail.isComplete ? null : (mail.problems[0] ?? 'The mail could not be read.');
}
