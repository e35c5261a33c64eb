import { sql } from 'kysely';
import type { InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type {
  Interaction,
  InteractionList,
  InteractionSummary,
  RoutingReason,
} from '../../contract/domain/interaction.ts';
import { assertNever } from '../../contract/assert-never.ts';
import { ExpectedError } from '../../contract/error.ts';
import { readMessagesOf } from '../archive/message-rows.ts';
import type { Database } from '../db/database.ts';
import { selectOutgoing, toOutgoing } from '../mail/outbox/publish-outgoing.ts';
import { readThread } from '../threads/read-thread.ts';
import { selectInteractions, toInteractionSummary } from './interaction-rows.ts';
import { type Viewer, visibleInteraction } from './viewer.ts';

/** Sent on it, or shown in it since it came back. */
function sentOnOrSeenIn(id: InteractionId) {
  return sql<boolean>`(outgoing.interaction_id = ${id} or outgoing.mail_id in (
    select mail_id from interaction_mail where interaction_id = ${id}))`;
}

/** An interaction with its mails, why it is where it is, and what was sent on it. @throws not-found */
export async function readInteraction(db: Database, viewer: Viewer, id: InteractionId): Promise<Interaction> {
  const [row] = await selectInteractions(
    db.kysely,
    sql`where i.id = ${id} and ${visibleInteraction(viewer)}`,
  );
  if (!row) throw new ExpectedError('not-found', `There is no interaction ${id}.`, { interaction: id });
  const [thread, messages, routing, outgoing] = await Promise.all([
    readThread(db.kysely, viewer, id),
    readMessagesOf(db.kysely, id),
    sql<{ routing: RoutingReason }>`select routing from interaction where id = ${id}`.execute(db.kysely),
    selectOutgoing(db.kysely).where(sentOnOrSeenIn(id)).orderBy('outgoing.id').execute(),
  ]);
  return {
    ...toInteractionSummary(row),
    messages: [...messages],
    ...(thread ? { thread } : {}),
    routing: routing.rows[0]?.routing ?? { serviceAccess: null, matched: null, explanation: '' },
    outgoing: outgoing.map(toOutgoing),
  };
}

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
