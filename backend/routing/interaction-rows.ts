import { type Kysely, type RawBuilder, sql } from 'kysely';
import type {
  AgentId,
  DraftId,
  InteractionId,
  MailId,
  ServiceGroupId,
  TenantId,
} from '../../contract/domain/ids.ts';
import type {
  ExpertQuestion,
  InteractionState,
  InteractionSummary,
} from '../../contract/domain/interaction.ts';
import type { FailedDelivery, MailKind } from '../../contract/domain/mail-kind.ts';
import type { Schema } from '../db/schema.ts';
import { previewOf } from '../texts/preview.ts';

/** What a summary is made of, and what those who publish or check it need besides. */
export interface InteractionRow {
  readonly id: InteractionId;
  readonly tenant_id: TenantId;
  readonly state: InteractionState;
  readonly epoch: number;
  readonly group_id: ServiceGroupId;
  readonly group_name: string;
  /** The holder; of a closed interaction the last one. */
  readonly agent_id: AgentId | null;
  readonly agent_name: string | null;
  readonly from_name: string;
  readonly from_address: string;
  readonly subject: string;
  readonly preview: string;
  readonly language: string | null;
  readonly received_at: Date;
  readonly enqueued_at: Date;
  readonly offer_expires_at: Date | null;
  readonly priority: number;
  readonly attachment_count: number;
  readonly newest_mail_id: MailId | null;
  readonly mail_count: number;
  /** Null where it is the mail that the interaction began with. */
  readonly newest: {
    readonly from_name: string;
    readonly from_address: string;
    readonly at: string;
    readonly beginning: string;
  } | null;
  readonly draft_id: DraftId | null;
  readonly tags: string[];
  readonly problem: string | null;
  readonly kind: MailKind;
  readonly delivery: FailedDelivery | null;
  /** Its times are as PostgreSQL writes them in JSON. */
  readonly expert: ExpertQuestion | null;
}

/** A mail (`mail m`) came in and is no answer of an expert. */
const cameIn = sql`m.direction = 'in' and not exists (select from expert_answer e where e.mail_id = m.id)`;

/** @param rest what follows `from`: conditions on `interaction i`, order and limit */
export async function selectInteractions(
  db: Kysely<Schema>,
  rest: RawBuilder<unknown>,
): Promise<readonly InteractionRow[]> {
  const { rows } = await sql<InteractionRow>`
    select i.id, i.tenant_id, i.state, i.epoch, i.service_group_id as group_id, g.name as group_name,
      i.agent_id, a.name as agent_name, i.from_name, i.from_address, i.subject, i.preview, i.language,
      i.received_at, i.enqueued_at, i.offer_expires_at, i.priority, i.attachment_count,
      (select max(im.mail_id) from interaction_mail im join mail m on m.id = im.mail_id
        where im.interaction_id = i.id and ${cameIn}) as newest_mail_id,
      (select count(*)::int from interaction_mail where interaction_id = i.id) as mail_count,
      (select json_build_object('from_name', m.from_name, 'from_address', m.from_address, 'at', m.received_at,
          'beginning', left(coalesce(m.reply_text, m.text), 2000))
        from (select m.* from interaction_mail im join mail m on m.id = im.mail_id
          where im.interaction_id = i.id and ${cameIn} and m.kind in ('message', 'wrapped')
          order by m.id desc limit 1) m
        where m.id is distinct from i.mail_id) as newest,
      d.id as draft_id, i.tags, i.problem, i.kind, i.delivery,
      (select json_build_object('expert', json_build_object('name', q.expert_name, 'address', q.expert_address),
          'askedAt', q.asked_at, 'answeredAt', answer.at)
        from expert_question q
        left join lateral (select max(drafted_at) as at from expert_answer where question_id = q.id) answer on true
        where q.id in (
          select asked.id from interaction_mail im join expert_question asked on asked.mail_id = im.mail_id
          where im.interaction_id = i.id
          union all select e.question_id from interaction_mail im join expert_answer e on e.mail_id = im.mail_id
          where im.interaction_id = i.id)
        order by answer.at is null desc, q.id desc limit 1) as expert
    from interaction i
    join service_group g on g.id = i.service_group_id
    left join agent a on a.id = i.agent_id
    left join draft d on d.interaction_id = i.id and d.state = 'open'
    ${rest}`.execute(db);
  return rows;
}

/** A row in the words of the contract. Nobody holds a closed interaction. */
export function toInteractionSummary(row: InteractionRow): InteractionSummary {
  const holder =
    row.agent_id === null || row.state === 'closed' ? null : { id: row.agent_id, name: row.agent_name ?? '' };
  return {
    id: row.id,
    state: row.state,
    epoch: row.epoch,
    group: { id: row.group_id, name: row.group_name },
    agent: holder,
    from: { name: row.from_name, address: row.from_address },
    subject: row.subject,
    preview: row.preview,
    language: row.language,
    receivedAt: row.received_at.toISOString(),
    enqueuedAt: row.enqueued_at.toISOString(),
    offerExpiresAt: row.offer_expires_at?.toISOString() ?? null,
    priority: row.priority,
    attachmentCount: row.attachment_count,
    newestMailId: row.newest_mail_id,
    mailCount: row.mail_count,
    draftId: row.draft_id,
    tags: row.tags,
    problem: row.problem,
    ...(row.newest === null ? {} : { newest: toNewest(row.newest) }),
    ...(row.expert === null ? {} : { expert: toExpertQuestion(row.expert) }),
    ...(row.kind === 'message' ? {} : { kind: row.kind }),
    ...(row.delivery === null ? {} : { delivery: row.delivery }),
  };
}

function toNewest(newest: NonNullable<InteractionRow['newest']>): NonNullable<InteractionSummary['newest']> {
  return {
    from: { name: newest.from_name, address: newest.from_address },
    at: new Date(newest.at).toISOString(),
    preview: previewOf(newest.beginning),
  };
}

function toExpertQuestion({ expert, askedAt, answeredAt }: ExpertQuestion): ExpertQuestion {
  return {
    expert,
    askedAt: new Date(askedAt).toISOString(),
    answeredAt: answeredAt === null ? null : new Date(answeredAt).toISOString(),
  };
}

/** The summary as this connection sees it now, whoever asks; null when there is no such interaction. */
export async function readInteractionSummary(
  db: Kysely<Schema>,
  id: InteractionId,
): Promise<InteractionSummary | null> {
  const [row] = await selectInteractions(db, sql`where i.id = ${id}`);
  return row ? toInteractionSummary(row) : null;
}
