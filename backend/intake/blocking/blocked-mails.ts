import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { BlockedMail, BlockedReason } from '../../../contract/domain/blocked-mail.ts';
import type { InteractionId, MailId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import { ExpectedError } from '../../../contract/error.ts';
import type { Database } from '../../db/database.ts';
import type { Schema } from '../../db/schema.ts';
import { publishInteraction } from '../../routing/publish-interaction.ts';
import { isAdministrator, type Viewer } from '../../routing/viewer.ts';
import { type NewInteraction, openInteractions } from '../open-interactions.ts';

interface BlockedSearch {
  readonly released: boolean;
  readonly limit: number;
  readonly before: MailId | null;
}

/** Mail of the viewer's groups that was kept back, newest first; an administrator sees all of the tenant. */
export function listBlockedMails(
  db: Database,
  viewer: Viewer,
  { released, limit, before }: BlockedSearch,
): Promise<BlockedMail[]> {
  return selectBlocked(
    db.kysely,
    sql`${visible(viewer)} and (b.released_at is not null) = ${released}
      and ${before === null ? sql`true` : sql`b.mail_id < ${before}`} order by b.mail_id desc limit ${limit}`,
  );
}

/**
 * Queues a mail that was kept back, as if it had not been. Released twice it makes one interaction: the row is
 * locked.
 * @throws not-found
 */
export async function releaseBlockedMail(db: Database, viewer: Viewer, mailId: MailId): Promise<BlockedMail> {
  return db.transaction(viewer.login, async (tx) => {
    const { rows } = await sql<{
      interaction: NewInteraction;
      group_id: ServiceGroupId;
      released_at: Date | null;
    }>`
      select b.interaction, b.released_at,
        -- A group that was set aside meanwhile has given its mail to the one where everything is seen.
        (select g.id from service_group g where g.tenant_id = b.tenant_id and g.removed_at is null
          and (g.id = b.service_group_id or g.unrouted) order by g.unrouted limit 1) as group_id
      from blocked_mail b where b.mail_id = ${mailId} and ${visible(viewer)} for update of b`.execute(tx.sql);
    const [row] = rows;
    if (!row) throw new ExpectedError('not-found', `No mail ${mailId} is kept back.`, { mail: mailId });
    if (row.released_at === null) {
      const opened = await openInteractions(tx, [{ ...row.interaction, groupId: row.group_id }]);
      const interactionId = opened.get(mailId);
      if (interactionId === undefined) throw new Error(`mail ${mailId} was released without an interaction`);
      await sql`
        update blocked_mail set released_at = now(), released_by = ${viewer.login}, interaction_id = ${interactionId}
        where mail_id = ${mailId}`.execute(tx.sql);
      tx.audit({
        tenantId: viewer.tenantId,
        action: 'mail.released',
        subject: `mail:${mailId}`,
        detail: { interactionId },
      });
      await publishInteraction(tx, interactionId);
    }
    const [released] = await selectBlocked(tx.sql, sql`b.mail_id = ${mailId}`);
    if (!released) throw new Error(`blocked mail ${mailId} vanished under its lock`);
    return released;
  });
}

function visible(viewer: Viewer): RawBuilder<boolean> {
  if (isAdministrator(viewer)) return sql<boolean>`b.tenant_id = ${viewer.tenantId}`;
  return sql<boolean>`(b.tenant_id = ${viewer.tenantId}
    and b.service_group_id = any(${[...viewer.groupIds]}::bigint[]))`;
}

interface BlockedRow {
  readonly mail_id: MailId;
  readonly group_id: ServiceGroupId;
  readonly group_name: string;
  readonly reason: BlockedReason;
  readonly from_name: string;
  readonly from_address: string;
  readonly subject: string;
  readonly blocked_at: Date;
  readonly released_at: Date | null;
  readonly released_by: string | null;
  readonly interaction_id: InteractionId | null;
}

async function selectBlocked(db: Kysely<Schema>, where: RawBuilder<unknown>): Promise<BlockedMail[]> {
  const { rows } = await sql<BlockedRow>`
    select b.mail_id, g.id as group_id, g.name as group_name, b.reason, m.from_name, m.from_address, m.subject,
      b.blocked_at, b.released_at, b.released_by, b.interaction_id
    from blocked_mail b
    join mail m on m.id = b.mail_id
    join service_group g on g.id = b.service_group_id
    where ${where}`.execute(db);
  return rows.map((row) => ({
    mailId: row.mail_id,
    group: { id: row.group_id, name: row.group_name },
    reason: row.reason,
    from: { name: row.from_name, address: row.from_address },
    subject: row.subject,
    blockedAt: row.blocked_at.toISOString(),
    released:
      row.released_at !== null && row.interaction_id !== null
        ? { at: row.released_at.toISOString(), by: row.released_by ?? '', interactionId: row.interaction_id }
        : null,
  }));
}
