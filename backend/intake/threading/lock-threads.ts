import { sql } from 'kysely';
import type { InteractionId, ServiceAccessId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { InteractionState } from '../../../contract/domain/interaction.ts';
import type { Tx } from '../../db/database.ts';

/** The interaction in which a thread goes on now: one that is not closed, else the last. */
export interface ThreadHead {
  readonly id: InteractionId;
  /** The first interaction of the thread. */
  readonly rootId: InteractionId;
  readonly state: InteractionState;
  readonly groupId: ServiceGroupId;
  readonly accessId: ServiceAccessId | null;
  readonly subject: string;
}

interface HeadRow {
  readonly id: InteractionId;
  readonly state: InteractionState;
  readonly service_group_id: ServiceGroupId;
  readonly service_access_id: ServiceAccessId | null;
  readonly subject: string;
}

/**
 * Locks the threads of interactions until the transaction ends: first their first interactions, in the order of their
 * ids, so that of two mails that continue a closed thread the second sees what the first has opened; then each head,
 * so that it is not closed before the mail is in it.
 * @returns the head of each interaction's thread; those that are gone are left out
 */
export async function lockThreads(
  tx: Tx,
  ids: readonly InteractionId[],
): Promise<ReadonlyMap<InteractionId, ThreadHead>> {
  const heads = new Map<InteractionId, ThreadHead>();
  if (ids.length === 0) return heads;
  const { rows } = await sql<{ id: InteractionId; root: InteractionId }>`
    select id, coalesce(thread_id, id) as root from interaction
    where id = any(${[...new Set(ids)]}::bigint[])`.execute(tx.sql);
  const roots = [...new Set(rows.map(({ root }) => root))];
  await sql`
    select from interaction where id = any(${roots}::bigint[]) order by id for no key update`.execute(tx.sql);
  for (const { id } of rows) {
    const head = await lockHead(tx, id);
    if (head) heads.set(id, head);
  }
  return heads;
}

async function lockHead(tx: Tx, id: InteractionId): Promise<ThreadHead | null> {
  // Anew: it may have been merged into another thread while its lock was waited for.
  const { rows: now } = await sql<{ root: InteractionId }>`
    select coalesce(thread_id, id) as root from interaction where id = ${id}`.execute(tx.sql);
  const rootId = now[0]?.root;
  if (rootId === undefined) return null;
  for (;;) {
    const { rows } = await sql<{ id: InteractionId }>`
      select id from interaction where id = ${rootId} or thread_id = ${rootId}
      order by state = 'closed', id desc limit 1`.execute(tx.sql);
    const [candidate] = rows;
    if (!candidate) return null;
    const { rows: locked } = await sql<HeadRow>`
      select id, state, service_group_id, service_access_id, subject from interaction
      where id = ${candidate.id} for no key update`.execute(tx.sql);
    const [row] = locked;
    if (!row) continue;
    // Closed while its lock was waited for: another one may be the head now.
    const stillHead = row.state !== 'closed' || !(await hasOpen(tx, rootId)) ? toHead(row, rootId) : null;
    if (stillHead) return stillHead;
  }
}

async function hasOpen(tx: Tx, rootId: InteractionId): Promise<boolean> {
  const { rows } = await sql`
    select from interaction where (id = ${rootId} or thread_id = ${rootId}) and state <> 'closed' limit 1`.execute(
    tx.sql,
  );
  return rows.length > 0;
}

function toHead(row: HeadRow, rootId: InteractionId): ThreadHead {
  return {
    id: row.id,
    rootId,
    state: row.state,
    groupId: row.service_group_id,
    accessId: row.service_access_id,
    subject: row.subject,
  };
}
