import { sql } from 'kysely';
import { assertNever } from '../../contract/assert-never.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { InteractionList, InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Database } from '../db/database.ts';
import { selectInteractions, toInteractionSummary } from './interaction-rows.ts';
import { type Viewer, visibleInteraction } from './viewer.ts';

/**
 * What the viewer works on (`mine`), what waits in their groups (`waiting`), or what they closed (`closed`).
 * @returns at most `limit` of them, and how many there are; a closed list counts at most what it returns
 */
export async function listInteractions(
  db: Database,
  viewer: Viewer,
  request: {
    readonly list: InteractionList;
    readonly group?: ServiceGroupId | undefined;
    readonly limit: number;
  },
): Promise<{ interactions: InteractionSummary[]; total: number }> {
  const { list, group, limit } = request;
  const inGroup = group === undefined ? sql`true` : sql`i.service_group_id = ${group}`;
  const condition = sql`${listed(viewer, list)} and ${inGroup}`;
  const order = list === 'closed' ? sql`i.closed_at desc, i.id desc` : sql`i.enqueued_at, i.id`;
  const rows = await selectInteractions(db.kysely, sql`where ${condition} order by ${order} limit ${limit}`);
  let total = rows.length;
  if (rows.length === limit && list !== 'closed') {
    const counted = await sql<{ total: number }>`
      select count(*)::int as total from interaction i where ${condition}`.execute(db.kysely);
    total = counted.rows[0]?.total ?? total;
  }
  return { interactions: rows.map(toInteractionSummary), total };
}

function listed(viewer: Viewer, list: InteractionList) {
  switch (list) {
    case 'mine':
      return sql`i.agent_id = ${viewer.agentId} and i.state in ('offered', 'open', 'parked')`;
    case 'waiting':
      return sql`i.state = 'queued' and ${visibleInteraction(viewer)}`;
    case 'closed':
      return sql`i.agent_id = ${viewer.agentId} and i.state = 'closed'`;
    default:
      return assertNever(list);
  }
}
