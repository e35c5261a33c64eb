import { sql } from 'kysely';
import type { AgentId, InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';

/**
 * Looked at per group before one is locked. Must exceed the number of backends that claim at the same instant:
 * locking the first of each group instead would make racing claimers skip rows that nobody takes.
 */
const candidates = 16;
const tries = 8;

/**
 * Offers the next waiting interaction of the groups to an agent: highest priority first, then the oldest place.
 * Claimers on other connections are passed by, never waited for.
 * @returns null when nothing waits
 */
export async function claimInteraction(
  tx: Tx,
  agentId: AgentId,
  groupIds: readonly ServiceGroupId[],
): Promise<InteractionId | null> {
  const groups = [...groupIds];
  for (let attempt = 0; attempt < tries; attempt++) {
    const { rows } = await sql<{ id: InteractionId }>`
      with candidate as materialized (
        select waiting.* from unnest(${groups}::bigint[]) mine(id)
        cross join lateral (
          select id, priority, enqueued_at from interaction
          where state = 'queued' and service_group_id = mine.id
          order by priority desc, enqueued_at, id limit ${sql.lit(candidates)}) waiting),
      best as (
        select i.id from interaction i join candidate c on c.id = i.id
        where i.state = 'queued'
        order by c.priority desc, c.enqueued_at, c.id limit 1 for no key update of i skip locked)
      update interaction i set state = 'offered', agent_id = ${agentId}, epoch = i.epoch + 1,
        offer_expires_at = now() + make_interval(secs => g.offer_seconds)
      from best, service_group g where i.id = best.id and g.id = i.service_group_id
      returning i.id`.execute(tx.sql);
    const [claimed] = rows;
    if (claimed) return claimed.id;
    // Empty, yet work remains: all candidates were in other hands for the moment.
    const left = await sql`
      select from interaction where state = 'queued' and service_group_id = any(${groups}::bigint[]) limit 1`.execute(
      tx.sql,
    );
    if (left.rows.length === 0) return null;
  }
  return null;
}
