import { sql } from 'kysely';
import { ExpectedError } from '../../contract/error.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database, Tx } from '../db/database.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { type Lease, lockAgent, lockHeld, requireState } from './lock-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';
import { seesGroup, type Viewer } from './viewer.ts';

/**
 * Gives an interaction back to its queue at its old place, or to that of another group of the viewer. A draft stays
 * on it for the next agent.
 * @throws not-found, lease-lost, state-conflict, not-allowed for a group that is not the viewer's
 */
export async function requeueInteraction(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  groupId: ServiceGroupId | null,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const locked = await lockHeld(tx, viewer, lease);
    requireState(locked, 'open', 'parked');
    const target = groupId ?? locked.groupId;
    if (target !== locked.groupId) await requireGroup(tx, viewer, target);
    await sql`
      update interaction set state = 'queued', agent_id = null, epoch = epoch + 1, service_group_id = ${target}
      where id = ${lease.id}`.execute(tx.sql);
    await markBusyUntilNow(tx, viewer.agentId);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'interaction.requeued',
      subject: `interaction:${lease.id}`,
      detail: { from: locked.groupId, to: target },
    });
    if (target !== locked.groupId) {
      await sql`
        update mail set service_group_id = ${target}
        where id in (select mail_id from interaction_mail where interaction_id = ${lease.id})`.execute(
        tx.sql,
      );
      // Those who are in both groups are told right after how it stands now.
      tx.publish(
        { type: 'interaction.gone', interactionId: lease.id },
        { tenantId: viewer.tenantId, serviceGroupId: locked.groupId },
      );
    }
    return publishInteraction(tx, lease.id, viewer.agentId);
  });
}

async function requireGroup(tx: Tx, viewer: Viewer, groupId: ServiceGroupId): Promise<void> {
  const { rows } = await sql`
    select from service_group
    where id = ${groupId} and tenant_id = ${viewer.tenantId} and removed_at is null`.execute(tx.sql);
  if (rows.length > 0 && seesGroup(viewer, groupId)) return;
  throw new ExpectedError('not-allowed', `You cannot hand over to the service group ${groupId}.`, {
    group: groupId,
  });
}
