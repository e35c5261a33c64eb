import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { Interaction, RoutingReason } from '../../contract/domain/interaction.ts';
import { ExpectedError } from '../../contract/error.ts';
import { readMessagesOf } from '../archive/message-rows.ts';
import type { Database } from '../db/database.ts';
import { selectOutgoing, toOutgoing } from '../mail/outbox/publish-outgoing.ts';
import { selectInteractions, toInteractionSummary } from '../routing/interaction-rows.ts';
import { type Viewer, visibleInteraction } from '../routing/viewer.ts';
import { readThread } from './read-thread.ts';

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
