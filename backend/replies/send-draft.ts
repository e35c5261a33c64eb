import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { DraftId, MailId, OutgoingId } from '../../contract/domain/ids.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { MailServerId } from '../db/configured-tables.ts';
import { tagReturnPath } from '../intake/returns/return-path.ts';
import { currentThreadingKey } from '../intake/threading/thread-token.ts';
import { publishOutgoing, readOutgoing } from '../mail/outbox/publish-outgoing.ts';
import { markClosed } from '../routing/close-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { composeMail } from './compose-mail.ts';
import type { DraftRow } from './draft-rows.ts';
import { lockOwnDraft, noDraft } from './lock-draft.ts';
import { prepareMail, type PreparedMail } from './prepare-mail.ts';
import { requireNewest } from './require-newest.ts';
import { requireOffered } from './require-offered.ts';
import { conflict } from './save-draft.ts';
import { storeSentMail } from './store-sent-mail.ts';

export interface SendDraft {
  readonly id: DraftId;
  /** The version that the agent saw. */
  readonly revision: number;
  /** Send although `$Identifiers$` remain in the text. */
  readonly acceptUnresolved: boolean;
  /** Send although it holds responses that are no longer offered; default: refuse. */
  readonly acceptExpired?: boolean;
  /** Send although the customer has written again since; default: refuse. */
  readonly acceptWrittenAgain?: boolean;
}

/**
 * Sends a draft, all in one transaction: the finished bytes and the Message-ID are stored, the outbox row waits for
 * the group's undo time, the interaction is closed. Repeating it gives the same row and sends nothing more.
 * @throws not-found, lease-lost, draft-conflict, no-recipient, bad-address, no-sender-address, unresolved-identifiers,
 *   expired-responses, written-again
 */
export async function sendDraft(db: Database, viewer: Viewer, request: SendDraft): Promise<Outgoing> {
  return db.transaction(viewer.login, async (tx) => {
    const draft = await lockOwnDraft(tx, viewer, request.id);
    if (draft.state === 'sent') return sentBefore(tx, draft);
    if (draft.state === 'discarded') throw noDraft(draft.id);
    if (draft.revision !== request.revision) throw conflict(draft.id, draft.revision);
    if (!request.acceptWrittenAgain) await requireNewest(tx, draft);
    const prepared = await prepareMail(tx, draft, request.acceptUnresolved);
    if (!request.acceptExpired) await requireOffered(tx, viewer.tenantId, draft.content.html);
    const composed = await composeMail(prepared.mail);
    const mailId = await storeSentMail(tx, viewer, draft, prepared, composed);
    const outgoingId = await queue(tx, viewer, draft, prepared, mailId);
    await sql`update draft set state = 'sent', updated_at = now() where id = ${draft.id}`.execute(tx.sql);
    if (draft.interaction_id !== null) {
      await markClosed(tx, viewer, draft.interaction_id);
      tx.audit({
        tenantId: viewer.tenantId,
        action: 'interaction.answered',
        subject: `interaction:${draft.interaction_id}`,
        detail: { outgoing: outgoingId, mail: mailId },
      });
      await publishInteraction(tx, draft.interaction_id);
    }
    await publishOutgoing(tx, outgoingId);
    return found(await readOutgoing(tx.sql, outgoingId), draft);
  });
}

async function sentBefore(tx: Tx, draft: DraftRow): Promise<Outgoing> {
  const { rows } = await sql<{ id: OutgoingId }>`
    select id from outgoing where draft_id = ${draft.id} order by id desc limit 1`.execute(tx.sql);
  const [row] = rows;
  return found(row && (await readOutgoing(tx.sql, row.id)), draft);
}

function found(outgoing: Outgoing | undefined, draft: DraftRow): Outgoing {
  if (!outgoing) throw new Error(`draft ${draft.id} is sent and has no outbox row`);
  return outgoing;
}

async function queue(
  tx: Tx,
  viewer: Viewer,
  draft: DraftRow,
  { mail, envelopeTo }: PreparedMail,
  mailId: MailId,
): Promise<OutgoingId> {
  const { serverId, undoSeconds, wantsReports, hasOwnReturnPath } = await sendingSettings(tx, viewer, draft);
  const { rows } = await sql<{ id: OutgoingId; not_before: Date }>`
    insert into outgoing (tenant_id, draft_id, interaction_id, agent_id, mail_id, mail_server_id, state,
      message_id, envelope_from, envelope_to, envelope_id, not_before)
    values (${viewer.tenantId}, ${draft.id}, ${draft.interaction_id}, ${viewer.agentId}, ${mailId}, ${serverId},
      'queued', ${mail.messageId}, ${mail.from.address}, ${[...envelopeTo]}::text[],
      case when ${wantsReports} then ${randomUUID()} end,
      now() + make_interval(secs => ${undoSeconds}))
    returning id, not_before`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error('an outbox row was not inserted');
  if (hasOwnReturnPath) {
    const key = await currentThreadingKey(tx.sql);
    const path = tagReturnPath(key, viewer.tenantId, row.id, mail.from.address);
    await sql`update outgoing set envelope_from = ${path} where id = ${row.id}`.execute(tx.sql);
  }
  tx.enqueue('send', { outgoingId: row.id }, undoSeconds > 0 ? { startAfter: row.not_before } : {});
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'outgoing.queued',
    subject: `outgoing:${row.id}`,
    detail: { draft: draft.id, mail: mailId, messageId: mail.messageId, recipients: envelopeTo.length },
  });
  return row.id;
}

interface SendingSettings {
  readonly serverId: MailServerId;
  readonly undoSeconds: number;
  readonly wantsReports: boolean;
  readonly hasOwnReturnPath: boolean;
}

/** The group's mail server, else the tenant's first that can send. */
async function sendingSettings(tx: Tx, viewer: Viewer, draft: DraftRow): Promise<SendingSettings> {
  const { rows } = await sql<SendingSettings>`
    select s.id as "serverId", g.undo_seconds as "undoSeconds", g.request_delivery_reports as "wantsReports",
      g.own_return_path as "hasOwnReturnPath" from service_group g
    join mail_server s on s.tenant_id = g.tenant_id and s.removed_at is null
      and jsonb_typeof(s.outgoing) = 'object'
    where g.id = ${draft.service_group_id}
    order by s.id = g.mail_server_id desc nulls last, s.id limit 1`.execute(tx.sql);
  const [row] = rows;
  if (row) return row;
  throw new ExpectedError(
    'no-sender-address',
    `The tenant of ${viewer.login} has no mail server that sends: add outgoing settings to the configuration.`,
  );
}
