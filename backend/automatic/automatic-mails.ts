import { type Kysely, type RawBuilder, sql } from 'kysely';
import type {
  AutomaticEvidence,
  AutomaticMail,
  AutomaticPurpose,
} from '../../contract/domain/automatic-mail.ts';
import type {
  InteractionId,
  MailId,
  OutgoingId,
  ServiceGroupId,
  AutomaticMailId,
} from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { isAdministrator, type Viewer } from '../routing/viewer.ts';

interface LedgerSearch {
  readonly state: AutomaticMail['state'];
  readonly limit: number;
  readonly before: AutomaticMailId | null;
}

/** The ledger of automatic mails of the viewer's groups, newest first; an administrator sees all of the tenant. */
export function listAutomaticMails(
  db: Database,
  viewer: Viewer,
  { state, limit, before }: LedgerSearch,
): Promise<AutomaticMail[]> {
  return selectLedger(
    db.kysely,
    sql`${visible(viewer)} and a.state = ${state}
      and ${before === null ? sql`true` : sql`a.id < ${before}`} order by a.id desc limit ${limit}`,
  );
}

/**
 * Has a suppressed automatic mail sent in spite of the evidence, which stays on record.
 * @throws not-found; state-conflict unless it is suppressed; bad-address where there is nobody to send it to
 */
export async function releaseAutomaticMail(
  db: Database,
  viewer: Viewer,
  id: AutomaticMailId,
): Promise<AutomaticMail> {
  return db.transaction(viewer.login, async (tx) => {
    const { rows } = await sql<{ state: AutomaticMail['state']; recipient: string }>`
      select a.state, a.recipient from automatic_mail a
      where a.id = ${id} and ${visible(viewer)} for update`.execute(tx.sql);
    const [row] = rows;
    if (!row) throw new ExpectedError('not-found', `There is no automatic mail ${id}.`, { id });
    if (row.state !== 'suppressed') {
      throw new ExpectedError('state-conflict', `The automatic mail is ${row.state}.`, { state: row.state });
    }
    if (row.recipient === '') {
      throw new ExpectedError('bad-address', 'The mail that it answers names nobody to write to.', {
        address: '',
      });
    }
    await sql`
      update automatic_mail set state = 'planned', released_at = now(), released_by = ${viewer.login}
      where id = ${id}`.execute(tx.sql);
    tx.enqueue('automatic-mail', { automaticMailId: id });
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'automatic-mail.released',
      subject: `automatic-mail:${id}`,
    });
    const [released] = await selectLedger(tx.sql, sql`a.id = ${id}`);
    if (!released) throw new Error(`automatic mail ${id} vanished under its lock`);
    return released;
  });
}

function visible(viewer: Viewer): RawBuilder<boolean> {
  if (isAdministrator(viewer)) return sql<boolean>`a.tenant_id = ${viewer.tenantId}`;
  return sql<boolean>`(a.tenant_id = ${viewer.tenantId}
    and a.service_group_id = any(${[...viewer.groupIds]}::bigint[]))`;
}

interface LedgerRow {
  readonly id: AutomaticMailId;
  readonly mail_id: MailId;
  readonly interaction_id: InteractionId | null;
  readonly group_id: ServiceGroupId;
  readonly group_name: string;
  readonly purpose: AutomaticPurpose;
  readonly cause: string;
  readonly template: string | null;
  readonly recipient: string;
  readonly subject: string;
  readonly state: AutomaticMail['state'];
  readonly evidence: AutomaticEvidence[];
  readonly created_at: Date;
  readonly outgoing_id: OutgoingId | null;
  readonly released_at: Date | null;
  readonly released_by: string | null;
}

async function selectLedger(db: Kysely<Schema>, where: RawBuilder<unknown>): Promise<AutomaticMail[]> {
  const { rows } = await sql<LedgerRow>`
    select a.id, a.mail_id, a.interaction_id, g.id as group_id, g.name as group_name, a.purpose, a.cause, a.template,
      a.recipient, m.subject, a.state, a.evidence, a.created_at, a.outgoing_id, a.released_at, a.released_by
    from automatic_mail a
    join mail m on m.id = a.mail_id
    join service_group g on g.id = a.service_group_id
    where ${where}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    mailId: row.mail_id,
    interactionId: row.interaction_id,
    group: { id: row.group_id, name: row.group_name },
    purpose: row.purpose,
    cause: row.cause,
    template: row.template,
    recipient: row.recipient,
    subject: row.subject,
    state: row.state,
    evidence: row.evidence,
    createdAt: row.created_at.toISOString(),
    outgoingId: row.outgoing_id,
    released:
      row.released_at === null ? null : { at: row.released_at.toISOString(), by: row.released_by ?? '' },
  }));
}
