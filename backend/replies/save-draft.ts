import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { DraftId } from '../../contract/domain/ids.ts';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import type { Viewer } from '../routing/viewer.ts';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { type DraftRow, readDraftRow } from './draft-rows.ts';
import { lockOpenDraft } from './lock-draft.ts';
import { type DraftAuthor, publishDraft } from './publish-draft.ts';

export interface DraftVersion {
  readonly id: DraftId;
  /** The version that the text was made from. */
  readonly baseRevision: number;
  readonly content: DraftContent;
}

/** Versions of one author closer together than this are thinned out: typing saves every second. */
const versionSeconds = 60;

/**
 * Saves a version. One made from an older version than the current is kept aside as conflicting, and overwrites
 * nothing. Saving the same once more, since the answer was lost, is harmless.
 * @throws not-found, lease-lost, draft-conflict
 */
export async function saveDraft(db: Database, viewer: Viewer, version: DraftVersion): Promise<Draft> {
  const content = { ...version.content, html: sanitiseHtml(version.content.html) };
  const outcome = await db.transaction(viewer.login, async (tx) => {
    const row = await lockOpenDraft(tx, viewer, version.id);
    const isRepeated = row.revision === version.baseRevision + 1 && row.author_id === viewer.agentId;
    if (isRepeated && isDeepStrictEqual(row.content, content)) return readDraftRow(tx.sql, row.id);
    if (row.revision !== version.baseRevision) {
      await keepAside(tx, viewer, row, content);
      return row.revision;
    }
    await advanceDraft(tx, viewer, row, content);
    return readDraftRow(tx.sql, row.id);
  });
  // Thrown outside of the transaction: what was kept aside stays.
  if (typeof outcome === 'number') throw conflict(version.id, outcome);
  return outcome;
}

/** @param revision the current one */
export function conflict(id: DraftId, revision: number): ExpectedError {
  return new ExpectedError('draft-conflict', `Draft ${id} was saved elsewhere in the meantime.`, {
    draft: id,
    revision: String(revision),
  });
}

/** Writes the next version of a draft that is locked. */
export async function advanceDraft(
  tx: Tx,
  viewer: DraftAuthor,
  row: DraftRow,
  content: DraftContent,
): Promise<void> {
  const json = jsonText(content);
  const revision = row.revision + 1;
  // The version before goes if one shortly before it stays: then what is kept is about a minute apart.
  await sql`
    delete from draft_revision last
    where last.draft_id = ${row.id} and last.revision = ${row.revision} and not last.conflicting
      and last.author_id = ${viewer.agentId}
      and exists (
        select from draft_revision earlier
        where earlier.draft_id = last.draft_id and earlier.revision < last.revision
          and earlier.author_id = last.author_id and not earlier.conflicting
          and earlier.saved_at > last.saved_at - make_interval(secs => ${versionSeconds}))`.execute(tx.sql);
  await sql`
    insert into draft_revision (draft_id, revision, author_id, content)
    values (${row.id}, ${revision}, ${viewer.agentId}, ${json})`.execute(tx.sql);
  await sql`
    update draft set content = ${json}, revision = ${revision}, author_id = ${viewer.agentId}, updated_at = now(),
      kind = coalesce(${content.becomes ?? null}, kind)
    where id = ${row.id}`.execute(tx.sql);
  publishDraft(tx, viewer, row.id, revision);
}

async function keepAside(tx: Tx, viewer: Viewer, row: DraftRow, content: DraftContent): Promise<void> {
  const json = jsonText(content);
  const { rows } = await sql`
    select from draft_revision
    where draft_id = ${row.id} and conflicting and content = ${json}::jsonb`.execute(tx.sql);
  if (rows.length > 0) return;
  await sql`
    insert into draft_revision (draft_id, revision, author_id, conflicting, content)
    values (${row.id}, ${row.revision}, ${viewer.agentId}, true, ${json})`.execute(tx.sql);
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'draft.conflict',
    subject: `draft:${row.id}`,
    detail: { revision: row.revision },
  });
}
