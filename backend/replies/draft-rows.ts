import { type Kysely, type RawBuilder, sql } from 'kysely';
import type {
  AgentId,
  AttachmentId,
  DraftId,
  InteractionId,
  MailId,
  ServiceGroupId,
} from '../../contract/domain/ids.ts';
import type { Draft, DraftAttachment, DraftContent, DraftKind } from '../../contract/domain/draft.ts';
import type { Schema } from '../db/schema.ts';

export interface DraftRow {
  readonly id: DraftId;
  readonly kind: DraftKind;
  readonly state: 'open' | 'sent' | 'discarded';
  readonly interaction_id: InteractionId | null;
  readonly mail_id: MailId | null;
  readonly service_group_id: ServiceGroupId;
  readonly from_name: string;
  readonly from_address: string;
  readonly author_id: AgentId;
  readonly revision: number;
  readonly content: DraftContent;
  readonly updated_at: Date;
}

/** @param rest what follows `from`: conditions on `draft d` and `interaction i` (where it has one), order */
export async function selectDrafts(
  db: Kysely<Schema>,
  rest: RawBuilder<unknown>,
): Promise<readonly DraftRow[]> {
  const { rows } = await sql<DraftRow>`
    select d.id, d.kind, d.state, d.interaction_id, d.mail_id, d.service_group_id, d.from_name, d.from_address,
      d.author_id, d.revision, d.content, d.updated_at
    from draft d left join interaction i on i.id = d.interaction_id ${rest}`.execute(db);
  return rows;
}

/** Draft rows in the words of the contract, with their attachments. */
export async function toDrafts(db: Kysely<Schema>, rows: readonly DraftRow[]): Promise<Draft[]> {
  if (rows.length === 0) return [];
  const { rows: attachments } = await sql<
    DraftAttachment & { id: AttachmentId; draft_id: DraftId; content_id: string | null }
  >`
    select id, draft_id, name, type, size, content_id from draft_attachment
    where draft_id = any(${rows.map((row) => row.id)}::bigint[]) order by id`.execute(db);
  const byDraft = Map.groupBy(attachments, (attachment) => attachment.draft_id);
  return rows.map((row) => ({
    ...row.content,
    id: row.id,
    kind: row.kind,
    interactionId: row.interaction_id,
    mailId: row.mail_id,
    groupId: row.service_group_id,
    from: { name: row.from_name, address: row.from_address },
    author: row.author_id,
    revision: row.revision,
    attachments: (byDraft.get(row.id) ?? []).map(({ id, name, type, size, content_id }) => ({
      id,
      name,
      type,
      size,
      contentId: content_id,
    })),
    updatedAt: row.updated_at.toISOString(),
  }));
}

/** One draft, whoever asks. @throws if there is none: the caller has just seen it */
export async function readDraftRow(db: Kysely<Schema>, id: DraftId): Promise<Draft> {
  const [draft] = await toDrafts(db, await selectDrafts(db, sql`where d.id = ${id}`));
  if (!draft) throw new Error(`draft ${id} does not exist`);
  return draft;
}
