import { sql } from 'kysely';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import type { Database } from '../db/database.ts';
import { selectOutgoing, toOutgoing } from '../mail/outbox/publish-outgoing.ts';
import type { Viewer } from '../routing/viewer.ts';
import { visibleOutgoing } from './visible-outgoing.ts';

const unsettled: readonly OutgoingState[] = ['queued', 'sending', 'data-sent', 'rejected', 'uncertain'];

/** A failure that was reported is to be seen for a week, besides its work item. */
const hasComeBack = sql<boolean>`exists (
  select from mail r join delivery_report d on d.mail_id = r.id and d.action = 'failed'
  where r.parent_id = mail.id and r.received_at > now() - interval '7 days')`;

/** What is under way, needs a person, or came back in the last days; newest first. */
export async function listOutgoing(db: Database, viewer: Viewer): Promise<Outgoing[]> {
  const rows = await selectOutgoing(db.kysely)
    .where((where) => where.or([where('outgoing.state', 'in', unsettled), hasComeBack]))
    .where(visibleOutgoing(viewer))
    .orderBy('outgoing.id', 'desc')
    .limit(1_000)
    .execute();
  return rows.map(toOutgoing);
}
