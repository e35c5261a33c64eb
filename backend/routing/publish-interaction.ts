import { sql } from 'kysely';
import type { AgentId, InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Tx } from '../db/database.ts';
import { type InteractionRow, selectInteractions, toInteractionSummary } from './interaction-rows.ts';

/**
 * Tells the agents of its group, and its holder where that is somebody else, how the interaction stands now. Call it
 * last in the transaction that changed it: the snapshot is taken at the call.
 * @param formerHolder who has just lost it, to be told as well even if not of its group
 */
export async function publishInteraction(
  tx: Tx,
  id: InteractionId,
  formerHolder: AgentId | null = null,
): Promise<InteractionSummary> {
  const [row] = await selectInteractions(tx.sql, sql`where i.id = ${id}`);
  if (!row) throw new Error(`interaction ${id} was published but does not exist`);
  return publishRow(tx, row, formerHolder);
}

/** The same for several that nobody held before, in the order of their ids. */
export async function publishInteractions(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await selectInteractions(tx.sql, sql`where i.id = any(${ids}::bigint[]) order by i.id`);
  for (const row of rows) publishRow(tx, row, null);
}

function publishRow(tx: Tx, row: InteractionRow, formerHolder: AgentId | null): InteractionSummary {
  const interaction = toInteractionSummary(row);
  const agentId = row.agent_id ?? formerHolder;
  tx.publish(
    { type: 'interaction.changed', interaction },
    {
      tenantId: row.tenant_id,
      serviceGroupId: row.group_id,
      ...(agentId === null ? {} : { agentId }),
    },
  );
  return interaction;
}
