import { sql } from 'kysely';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import type { DraftId, InteractionId, MailId, OutgoingId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { publishOutgoing } from '../mail/outbox/publish-outgoing.ts';
import { markBusyUntilNow } from '../routing/agent-idle.ts';
import { lockAgent } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { readDraftRow } from './draft-rows.ts';
import { envelopeOf } from './prepare-mail.ts';

interface SentRow {
  readonly draft_id: DraftId;
  readonly interaction_id: InteractionId | null;
  readonly mail_id: MailId;
  readonly content: DraftContent;
}

/**
 * Withdraws what the viewer sent and nobody has received: it waits still, or was refused for all its recipients. The
 * draft and the interaction are open again. The row's state decides the race with the sender.
 * @throws not-found, already-sent
 */
export async function undoSend(db: Database, viewer: Viewer, id: OutgoingId): Promise<Draft> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const sent = await findOwn(tx, viewer, id);
    if (sent.interaction_id !== null) {
      await sql`select from interaction where id = ${sent.interaction_id} for no key update`.execute(tx.sql);
    }
    // An envelope that was narrowed tells that some have the mail already: sent anew they would get it twice.
    const withdrawn = await sql`
      update outgoing set state = 'withdrawn', settled_at = now()
      where id = ${id} and state in ('queued', 'rejected')
        and cardinality(envelope_to) = ${envelopeOf(sent.content).length} returning id`.execute(tx.sql);
    if (withdrawn.rows.length === 0) {
      throw new ExpectedError('already-sent', 'The mail is already on its way.', { outgoing: id });
    }
    await takeOutOfArchive(tx, sent);
    await sql`update draft set state = 'open', updated_at = now() where id = ${sent.draft_id}`.execute(
      tx.sql,
    );
    tx.audit({ tenantId: viewer.tenantId, action: 'outgoing.withdrawn', subject: `outgoing:${id}` });
    if (sent.interaction_id !== null) await reopen(tx, viewer, sent.interaction_id);
    await publishOutgoing(tx, id);
    return readDraftRow(tx.sql, sent.draft_id);
  });
}

async function findOwn(tx: Tx, viewer: Viewer, id: OutgoingId): Promise<SentRow> {
  const { rows } = await sql<SentRow>`
    select o.draft_id, o.interaction_id, o.mail_id, d.content
    from outgoing o join draft d on d.id = o.draft_id
    where o.id = ${id} and o.tenant_id = ${viewer.tenantId} and o.agent_id = ${viewer.agentId}`.execute(
    tx.sql,
  );
  const [row] = rows;
  if (!row) throw new ExpectedError('not-found', `You have sent no mail ${id}.`, { outgoing: id });
  return row;
}

/** Nobody has got it, so it is no sent mail; the row stays, since the outbox row tells what was withdrawn. */
async function takeOutOfArchive(tx: Tx, sent: SentRow): Promise<void> {
  await sql`delete from interaction_mail where mail_id = ${sent.mail_id}`.execute(tx.sql);
  await sql`update mail set words = null, service_group_id = null where id = ${sent.mail_id}`.execute(tx.sql);
}

async function reopen(tx: Tx, viewer: Viewer, interactionId: InteractionId): Promise<void> {
  await sql`
    update interaction set state = 'open', agent_id = ${viewer.agentId}, epoch = epoch + 1, closed_at = null
    where id = ${interactionId} and state = 'closed'`.execute(tx.sql);
  await markBusyUntilNow(tx, viewer.agentId);
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'interaction.reopened',
    subject: `interaction:${interactionId}`,
  });
  await publishInteraction(tx, interactionId);
}
