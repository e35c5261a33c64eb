import { sql } from 'kysely';
import type { Draft, DraftKind } from '../../contract/domain/draft.ts';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { lockAgent, lockHeld, requireState } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { readDraftRow, selectDrafts } from './draft-rows.ts';
import { insertFreshDraft } from './fresh-draft.ts';
import { replySender } from './sender-address.ts';

export interface OpenDraft {
  readonly interactionId: InteractionId;
  readonly epoch: number;
  readonly kind: Exclude<DraftKind, 'new'>;
  /** The mail answered; by default the customer's newest. */
  readonly mailId: MailId | null;
}

/**
 * The open draft of an interaction that the viewer holds, whoever began it; else a fresh one with recipients, subject,
 * template, signature and quote filled in.
 * @throws not-found, lease-lost, no-sender-address
 */
export async function openDraft(db: Database, viewer: Viewer, request: OpenDraft): Promise<Draft> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const held = await lockHeld(tx, viewer, { id: request.interactionId, epoch: request.epoch });
    requireState(held, 'open', 'parked');
    const [existing] = await selectDrafts(
      tx.sql,
      sql`where d.interaction_id = ${held.id} and d.state = 'open'`,
    );
    if (existing) {
      // It was handed over to another group meanwhile: that one answers with its own address.
      if (existing.service_group_id !== held.groupId) {
        const from = await replySender(tx.sql, held.id);
        await sql`
          update draft set service_group_id = ${held.groupId}, from_name = ${from.name},
            from_address = ${from.address}
          where id = ${existing.id}`.execute(tx.sql);
      }
      return readDraftRow(tx.sql, existing.id);
    }
    const draftId = await insertFreshDraft(tx, viewer, {
      interactionId: held.id,
      groupId: held.groupId,
      kind: request.kind,
      mailId: request.mailId,
    });
    await publishInteraction(tx, held.id);
    return readDraftRow(tx.sql, draftId);
  });
}
