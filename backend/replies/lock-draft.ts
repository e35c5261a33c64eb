import { sql } from 'kysely';
import type { DraftId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Tx } from '../db/database.ts';
import { lockAgent, lockVisible, requireState } from '../routing/lock-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { type DraftRow, selectDrafts } from './draft-rows.ts';

/**
 * Locks an open draft that the viewer may write: that of an interaction they hold, or a new mail of their own. Agent,
 * interaction and draft are locked in this order everywhere.
 * @throws not-found, or lease-lost when they no longer hold the interaction
 */
export async function lockOpenDraft(tx: Tx, viewer: Viewer, id: DraftId): Promise<DraftRow> {
  const row = await lockOwnDraft(tx, viewer, id);
  if (row.state === 'open') return row;
  // Sent or discarded meanwhile: whoever still types has lost it.
  throw new ExpectedError('lease-lost', `Draft ${id} is ${row.state}.`, { draft: id, state: row.state });
}

/** The same for a draft in any state, for operations that may be repeated. */
export async function lockOwnDraft(tx: Tx, viewer: Viewer, id: DraftId): Promise<DraftRow> {
  await lockAgent(tx, viewer.agentId);
  const [seen] = await selectDrafts(tx.sql, sql`where d.id = ${id} and d.tenant_id = ${viewer.tenantId}`);
  if (!seen) throw noDraft(id);
  if (seen.interaction_id !== null) {
    const held = await lockVisible(tx, viewer, seen.interaction_id);
    const isMine = held.agentId === viewer.agentId;
    if (!isMine) {
      throw new ExpectedError('lease-lost', `Interaction ${seen.interaction_id} is no longer yours.`, {
        interaction: seen.interaction_id,
      });
    }
    if (seen.state === 'open') requireState(held, 'open', 'parked');
  } else if (seen.author_id !== viewer.agentId) {
    throw noDraft(id);
  }
  // Read again under its own lock: it may have been saved, sent or discarded since.
  await sql`select from draft where id = ${id} for no key update`.execute(tx.sql);
  const [locked] = await selectDrafts(tx.sql, sql`where d.id = ${id}`);
  if (!locked) throw noDraft(id);
  return locked;
}

export function noDraft(id: DraftId): ExpectedError {
  return new ExpectedError('not-found', `There is no draft ${id}.`, { draft: id });
}
