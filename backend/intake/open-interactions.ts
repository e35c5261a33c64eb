import { sql } from 'kysely';
import type {
  InteractionId,
  MailId,
  ServiceAccessId,
  ServiceGroupId,
  TenantId,
} from '../../contract/domain/ids.ts';
import type { RoutingReason } from '../../contract/domain/interaction.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { previewOf } from '../texts/preview.ts';
import type { PlacedMail } from './store-placed.ts';

/** What the interaction of a mail is made of; plain data, so that it can be kept for later. */
export interface NewInteraction {
  readonly tenantId: TenantId;
  readonly mailId: MailId;
  readonly groupId: ServiceGroupId;
  readonly accessId: ServiceAccessId | null;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly closes: boolean;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly subject: string;
  readonly preview: string;
  readonly language: string | null;
  readonly attachmentCount: number;
  readonly problem: string | null;
  readonly routing: RoutingReason;
}

export function newInteraction({ received, content, ...placed }: PlacedMail): NewInteraction {
  return {
    tenantId: received.tenant_id,
    mailId: received.id,
    groupId: placed.groupId,
    accessId: placed.accessId,
    priority: placed.priority ?? 0,
    tags: placed.tags,
    closes: placed.closes,
    fromName: content.from?.name ?? '',
    fromAddress: content.from?.address ?? '',
    subject: content.subject ?? '',
    preview: previewOf(content.replyText),
    language: placed.language,
    attachmentCount: content.attachments.filter(({ inline }) => !inline).length,
    problem: placed.problem,
    routing: placed.routing,
  };
}

/** Opens interactions at the places in the queue that their mails came at. @returns the interaction of each mail */
export async function openInteractions(
  tx: Tx,
  interactions: readonly NewInteraction[],
): Promise<ReadonlyMap<MailId, InteractionId>> {
  if (interactions.length === 0) return new Map();
  // The place in the queue is copied by the database: a JavaScript date would round mails of one millisecond to the same.
  const { rows } = await sql<{ id: InteractionId; mail_id: MailId }>`
    insert into interaction (tenant_id, service_group_id, service_access_id, mail_id, state, closed_at, received_at,
      enqueued_at, priority, tags, from_name, from_address, subject, preview, language, attachment_count, problem,
      routing)
    select row."tenantId", row."groupId", row."accessId", m.id, case when row.closes then 'closed' else 'queued' end,
      case when row.closes then now() end, m.received_at, m.received_at, row.priority, row.tags, row."fromName",
      row."fromAddress", row.subject, row.preview, row.language, row."attachmentCount", row.problem, row.routing
    from rows from (json_to_recordset(${jsonText(interactions)}::json) as ("tenantId" bigint, "groupId" bigint,
        "accessId" bigint, "mailId" bigint, closes boolean, priority int, tags text[], "fromName" text,
        "fromAddress" text, subject text, preview text, language text, "attachmentCount" int, problem text,
        routing jsonb)) with ordinality as row join mail m on m.id = row."mailId"
    order by row.ordinality
    returning id, mail_id`.execute(tx.sql);
  const opened = rows.map(({ id, mail_id }) => ({ interaction_id: id, mail_id }));
  await tx.sql.insertInto('interaction_mail').values(opened).execute();
  return new Map(opened.map(({ interaction_id, mail_id }) => [mail_id, interaction_id]));
}
