import { sql } from 'kysely';
import type { AutomaticPurpose } from '../../contract/domain/automatic-mail.ts';
import type {
  InteractionId,
  MailId,
  ServiceGroupId,
  TenantId,
  AutomaticMailId,
} from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';

/** A planned automatic mail and the mail that it answers or forwards. */
export interface AutomaticMailRow {
  readonly id: AutomaticMailId;
  readonly tenantId: TenantId;
  readonly groupId: ServiceGroupId;
  readonly mailId: MailId;
  readonly interactionId: InteractionId | null;
  readonly purpose: AutomaticPurpose;
  readonly cause: string;
  readonly template: string | null;
  readonly recipient: string;
  readonly thread: string | null;
  readonly mostADay: number;
  /** A person wants it sent in spite of the evidence. */
  readonly isReleased: boolean;
  readonly answered: {
    readonly messageId: string | null;
    readonly inReplyTo: string | null;
    readonly references: readonly string[];
    readonly subject: string;
    readonly language: string | null;
  };
}

/** Locks an automatic mail that is still to be decided on; null: it is not there or was decided on. */
export async function lockPlanned(tx: Tx, id: AutomaticMailId): Promise<AutomaticMailRow | null> {
  const { rows } = await sql<{
    tenant_id: TenantId;
    service_group_id: ServiceGroupId;
    mail_id: MailId;
    interaction_id: InteractionId | null;
    purpose: AutomaticPurpose;
    cause: string;
    template: string | null;
    recipient: string;
    thread: string | null;
    most_a_day: number;
    released: boolean;
    message_id: string | null;
    in_reply_to: string | null;
    refs: string[];
    subject: string;
    language: string | null;
  }>`
    select a.tenant_id, a.service_group_id, a.mail_id, a.interaction_id, a.purpose, a.cause, a.template, a.recipient,
      a.thread, a.most_a_day, a.released_at is not null as released,
      m.message_id, m.in_reply_to, m.refs, m.subject, m.language
    from automatic_mail a join mail m on m.id = a.mail_id
    where a.id = ${id} and a.state = 'planned' for update of a`.execute(tx.sql);
  const [row] = rows;
  if (!row) return null;
  return {
    id,
    tenantId: row.tenant_id,
    groupId: row.service_group_id,
    mailId: row.mail_id,
    interactionId: row.interaction_id,
    purpose: row.purpose,
    cause: row.cause,
    template: row.template,
    recipient: row.recipient,
    thread: row.thread,
    mostADay: row.most_a_day,
    isReleased: row.released,
    answered: {
      messageId: row.message_id,
      inReplyTo: row.in_reply_to,
      references: row.refs,
      subject: row.subject,
      language: row.language,
    },
  };
}
