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
import { previewOf } from './preview.ts';
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
  const rows = await tx.sql
    .insertInto('interaction')
    .values(
      interactions.map((one) => {
        // Copied by the database: a JavaScript date would round mails of one millisecond to the same place.
        const receivedAt = sql<Date>`(select received_at from mail where id = ${one.mailId})`;
        return {
          tenant_id: one.tenantId,
          service_group_id: one.groupId,
          service_access_id: one.accessId,
          mail_id: one.mailId,
          state: one.closes ? ('closed' as const) : ('queued' as const),
          closed_at: one.closes ? sql<Date>`now()` : null,
          received_at: receivedAt,
          enqueued_at: receivedAt,
          priority: one.priority,
          tags: [...one.tags],
          from_name: one.fromName,
          from_address: one.fromAddress,
          subject: one.subject,
          preview: one.preview,
          language: one.language,
          attachment_count: one.attachmentCount,
          problem: one.problem,
          routing: jsonText(one.routing),
        };
      }),
    )
    .returning(['id', 'mail_id'])
    .execute();
  const opened = rows.flatMap(({ id, mail_id }) =>
    mail_id === null ? [] : [{ interaction_id: id, mail_id }],
  );
  await tx.sql.insertInto('interaction_mail').values(opened).execute();
  return new Map(opened.map(({ interaction_id, mail_id }) => [mail_id, interaction_id]));
}
