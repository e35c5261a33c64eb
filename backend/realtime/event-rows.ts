import { sql } from 'kysely';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import { type RealtimeEvent, realtimeEvent } from '../../contract/realtime.ts';
import type { Database } from '../db/database.ts';
import type { AddressedEvent } from './visible-event.ts';

/** Rows read at a time. */
export const eventPage = 500;

interface EventRow {
  readonly revision: string;
  readonly service_group_id: ServiceGroupId | null;
  readonly agent_id: AgentId | null;
  readonly payload: RealtimeEvent;
}

/** The events of a tenant after a revision, oldest first, at most {@link eventPage}. */
export async function readEvents(
  db: Database,
  tenantId: TenantId,
  after: number,
): Promise<readonly AddressedEvent[]> {
  const { rows } = await sql<EventRow>`
    select revision, service_group_id, agent_id, payload from event
    where tenant_id = ${tenantId} and revision > ${after} order by revision limit ${sql.lit(eventPage)}`.execute(
    db.kysely,
  );
  return rows.map((row) => ({
    revision: Number(row.revision),
    serviceGroupId: row.service_group_id,
    agentId: row.agent_id,
    event: realtimeEvent.parse(row.payload),
  }));
}

/** The oldest and the newest revision that are kept; both 0 where nothing ever happened. */
export async function keptRevisions(
  db: Database,
  tenantId: TenantId,
): Promise<{ readonly oldest: number; readonly newest: number }> {
  const { rows } = await sql<{ oldest: string | null; newest: string | null }>`
    select min(revision) as oldest, max(revision) as newest from event where tenant_id = ${tenantId}`.execute(
    db.kysely,
  );
  return { oldest: Number(rows[0]?.oldest ?? 0), newest: Number(rows[0]?.newest ?? 0) };
}

/**
 * Deletes events older than some hours. The newest of each tenant stays, since the next revision is counted from it.
 * @returns how many were deleted
 */
export async function forgetEvents(db: Database, hours: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from event e where e.at < now() - make_interval(hours => ${hours})
      and e.revision < (select max(revision) from event newest where newest.tenant_id = e.tenant_id)`.execute(
    db.kysely,
  );
  return Number(numAffectedRows ?? 0);
}
