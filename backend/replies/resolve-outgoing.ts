import { sql } from 'kysely';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { publishOutgoing, readOutgoing } from '../mail/outbox/publish-outgoing.ts';
import type { Viewer } from '../routing/viewer.ts';
import { visibleOutgoing } from './visible-outgoing.ts';

export type Decision = 'arrived' | 'send-again' | 'give-up';

/**
 * A person decides on a mail that is uncertain or was rejected. Sent again it keeps its Message-ID, so that a
 * recipient who has it already can tell.
 * @throws not-found, or state-conflict when there is nothing to decide
 */
export async function resolveOutgoing(
  db: Database,
  viewer: Viewer,
  id: OutgoingId,
  decision: Decision,
): Promise<Outgoing> {
  return db.transaction(viewer.login, async (tx) => {
    const state = await lockState(tx, viewer, id);
    const isOpen = state === 'uncertain' || (state === 'rejected' && decision !== 'arrived');
    if (!isOpen) {
      throw new ExpectedError('state-conflict', `The mail is ${state}.`, { outgoing: id, state });
    }
    await apply(tx, id, decision);
    tx.audit({
      tenantId: viewer.tenantId,
      action: `outgoing.${decision}`,
      subject: `outgoing:${id}`,
      detail: { was: state },
    });
    await publishOutgoing(tx, id);
    const outgoing = await readOutgoing(tx.sql, id);
    if (!outgoing) throw new Error(`outbox row ${id} vanished under its lock`);
    return outgoing;
  });
}

async function lockState(tx: Tx, viewer: Viewer, id: OutgoingId): Promise<OutgoingState> {
  const { rows } = await sql<{ state: OutgoingState }>`
    select state from outgoing where id = ${id} and ${visibleOutgoing(viewer)} for no key update`.execute(
    tx.sql,
  );
  const [row] = rows;
  if (!row) throw new ExpectedError('not-found', `There is no outgoing mail ${id}.`, { outgoing: id });
  return row.state;
}

async function apply(tx: Tx, id: OutgoingId, decision: Decision): Promise<void> {
  if (decision === 'send-again') {
    await sql`
      update outgoing set state = 'queued', not_before = now(), queued_at = now(), settled_at = null
      where id = ${id}`.execute(tx.sql);
    tx.enqueue('send', { outgoingId: id });
    return;
  }
  if (decision === 'give-up') {
    await sql`update outgoing set state = 'withdrawn', settled_at = now() where id = ${id}`.execute(tx.sql);
    return;
  }
  const { rows } = await sql<{ sent_copy: Outgoing['sentCopy'] }>`
    update outgoing o set state = 'accepted', settled_at = now(), last_error = null,
      sent_copy = case
        when jsonb_typeof(s.incoming) = 'object' and (s.outgoing ->> 'sentCopy')::boolean then 'pending'
        else o.sent_copy end
    from mail_server s where o.id = ${id} and s.id = o.mail_server_id returning o.sent_copy`.execute(tx.sql);
  if (rows[0]?.sent_copy === 'pending') tx.enqueue('sent-copy', { outgoingId: id });
}
