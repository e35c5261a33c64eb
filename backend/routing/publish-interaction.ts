import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Tx } from '../db/database.ts';
import { selectInteractions, toInteractionSummary } from './interaction-rows.ts';

/**
 * Tells the agents of its group, and its holder where that is somebody else, how the interaction stands now. Call it
 * last in the transaction that changed it: the snapshot is taken at the call.
 */
export async function publishInteraction(tx: Tx, id: InteractionId): Promise<InteractionSummary> {
  const [row] = await selectInteractions(tx.sql, sql`where i.id = ${id}`);
  if (!row) throw new Error(`interaction ${id} was published but does not exist`);
  const interaction = toInteractionSummary(row);
  tx.publish(
    { type: 'interaction.changed', interaction },
    {
      tenantId: row.tenant_id,
      serviceGroupId: row.group_id,
      ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
    },
  );
  return interaction;
}
