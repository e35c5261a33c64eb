import { sql } from 'kysely';
import type { Draft } from '../../contract/domain/draft.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import { seesGroup, type Viewer } from '../routing/viewer.ts';
import { readDraftRow } from './draft-rows.ts';
import { freshText } from './fresh-text.ts';
import { insertDraft } from './insert-draft.ts';
import { groupSender } from './sender-address.ts';

/** A new mail from a group's own address (M16). @throws not-allowed for a group of others, no-sender-address */
export async function startMail(db: Database, viewer: Viewer, groupId: ServiceGroupId): Promise<Draft> {
  return db.transaction(viewer.login, async (tx) => {
    const { rows } = await sql<{ culture: Culture }>`
      select culture from service_group
      where id = ${groupId} and tenant_id = ${viewer.tenantId} and removed_at is null`.execute(tx.sql);
    const [group] = rows;
    if (!group || !seesGroup(viewer, groupId)) {
      throw new ExpectedError('not-allowed', `You cannot write for the service group ${groupId}.`, {
        group: groupId,
      });
    }
    const from = await groupSender(tx.sql, viewer.tenantId, groupId);
    const { culture } = group;
    const situation = { agentId: viewer.agentId, groupId, interactionId: null, culture };
    // The group's template answers a mail, and there is none.
    const html = await freshText(tx.sql, situation, '<p></p>');
    const draftId = await insertDraft(tx, viewer, {
      kind: 'new',
      interactionId: null,
      mailId: null,
      groupId,
      from,
      content: { to: [], cc: [], bcc: [], subject: '', html, culture },
    });
    return readDraftRow(tx.sql, draftId);
  });
}
