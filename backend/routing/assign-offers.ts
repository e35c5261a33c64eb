import { type Kysely, sql } from 'kysely';
import type { AgentId, InteractionId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { markBusyUntilNow } from './agent-idle.ts';
import { hasRoom, lineUp, type ReadyAgent } from './choose-agent.ts';
import { claimInteraction } from './claim-interaction.ts';
import { publishInteraction } from './publish-interaction.ts';

/**
 * Offers what waits to the ready agents who have room, longest idle first. Any number of backends may run it at the
 * same time.
 * @returns the interactions offered
 */
export async function assignOffers(db: Database): Promise<readonly InteractionId[]> {
  const waiting = await waitingGroups(db.kysely);
  if (waiting.size === 0) return [];
  const offered: InteractionId[] = [];
  for (const agent of lineUp(await readReadyAgents(db.kysely), waiting)) {
    const id = await offerNext(db, agent.id);
    if (id !== null) offered.push(id);
  }
  return offered;
}

async function waitingGroups(db: Kysely<Schema>): Promise<ReadonlySet<ServiceGroupId>> {
  const { rows } = await sql<{ id: ServiceGroupId }>`
    select g.id from service_group g
    where exists (select from interaction i where i.service_group_id = g.id and i.state = 'queued')`.execute(
    db,
  );
  return new Set(rows.map((row) => row.id));
}

interface ReadyAgentRow {
  readonly id: AgentId;
  readonly tenant_id: TenantId;
  readonly idle_since: Date;
  readonly capacity: number;
  readonly holds: number;
  readonly has_offer: boolean;
  readonly group_ids: ServiceGroupId[];
}

/** Who is ready and what they hold. @param only one agent, or null for all */
export async function readReadyAgents(
  db: Kysely<Schema>,
  only: AgentId | null = null,
): Promise<readonly ReadyAgent[]> {
  const { rows } = await sql<ReadyAgentRow>`
    select a.id, a.tenant_id, a.idle_since, a.capacity, held.holds, held.has_offer,
      array(select ag.service_group_id::text from agent_group ag where ag.agent_id = a.id) as group_ids
    from agent a
    cross join lateral (
      select count(*)::int as holds, count(*) filter (where state = 'offered') > 0 as has_offer
      from interaction i where i.agent_id = a.id and i.state in ('offered', 'open')) held
    where a.presence = 'ready' and a.removed_at is null ${only === null ? sql`` : sql`and a.id = ${only}`}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    idleSince: row.idle_since,
    capacity: row.capacity,
    holds: row.holds,
    hasOffer: row.has_offer,
    groupIds: row.group_ids,
  }));
}

async function offerNext(db: Database, agentId: AgentId): Promise<InteractionId | null> {
  return db.transaction('system', async (tx) => {
    // An agent whose row is locked is being served or is changing presence: that change wakes the router again.
    const locked = await sql`
      select from agent where id = ${agentId} for no key update skip locked`.execute(tx.sql);
    if (locked.rows.length === 0) return null;
    // Looked at again under the lock, by a statement of its own: another backend may have been first.
    const [agent] = await readReadyAgents(tx.sql, agentId);
    if (!agent || !hasRoom(agent)) return null;
    const id = await claimInteraction(tx, agentId, agent.groupIds);
    if (id === null) return null;
    await markBusyUntilNow(tx, agentId);
    tx.audit({
      tenantId: agent.tenantId,
      action: 'interaction.offered',
      subject: `interaction:${id}`,
      detail: { agent: agentId },
    });
    await publishInteraction(tx, id);
    return id;
  });
}
