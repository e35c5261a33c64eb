import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import type { Database } from '../db/database.ts';
import { selectOutgoing, toOutgoing } from '../mail/smtp-out/publish-outgoing.ts';
import type { Viewer } from '../routing/viewer.ts';
import { visibleOutgoing } from './visible-outgoing.ts';

const unsettled: readonly OutgoingState[] = ['queued', 'sending', 'data-sent', 'rejected', 'uncertain'];

/** What is under way or needs a person, newest first. */
export async function listOutgoing(db: Database, viewer: Viewer): Promise<Outgoing[]> {
  const rows = await selectOutgoing(db.kysely)
    .where('outgoing.state', 'in', unsettled)
    .where(visibleOutgoing(viewer))
    .orderBy('outgoing.id', 'desc')
    .limit(1_000)
    .execute();
  return rows.map(toOutgoing);
}
