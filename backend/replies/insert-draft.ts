import { sql } from 'kysely';
import type { DraftContent, DraftKind } from '../../contract/domain/draft.ts';
import type { DraftId, InteractionId, MailId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { MailAddress } from '../../contract/domain/mail-address.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { type DraftAuthor, publishDraft } from './publish-draft.ts';

export interface NewDraft {
  readonly kind: DraftKind;
  readonly interactionId: InteractionId | null;
  readonly mailId: MailId | null;
  readonly groupId: ServiceGroupId;
  readonly from: MailAddress;
  readonly content: DraftContent;
}

/** A file that a fresh draft carries. */
export interface CarriedFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  /** The `cid:` that the text shows it by; null for an attached file. */
  readonly contentId: string | null;
}

/** Writes a fresh draft with its first version. */
export async function insertDraft(
  tx: Tx,
  viewer: DraftAuthor,
  draft: NewDraft,
  files: readonly CarriedFile[] = [],
): Promise<DraftId> {
  const content = jsonText(draft.content);
  const { rows } = await sql<{ id: DraftId }>`
    insert into draft (tenant_id, kind, interaction_id, mail_id, service_group_id, from_name, from_address,
      author_id, content)
    values (${viewer.tenantId}, ${draft.kind}, ${draft.interactionId}, ${draft.mailId}, ${draft.groupId},
      ${draft.from.name}, ${draft.from.address}, ${viewer.agentId}, ${content}) returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error('a draft was not inserted');
  await sql`
    insert into draft_revision (draft_id, revision, author_id, content)
    values (${row.id}, 1, ${viewer.agentId}, ${content})`.execute(tx.sql);
  for (const file of files) {
    await sql`
      insert into draft_attachment (draft_id, name, type, size, sha256, content_id)
      values (${row.id}, ${file.name}, ${file.type}, ${file.size}, ${file.sha256}, ${file.contentId})`.execute(
      tx.sql,
    );
  }
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'draft.opened',
    subject: `draft:${row.id}`,
    detail: { kind: draft.kind, interaction: draft.interactionId },
  });
  publishDraft(tx, viewer, row.id, 1);
  return row.id;
}
