import { sql } from 'kysely';
import type {
  InteractionId,
  MailId,
  OutgoingId,
  ServiceGroupId,
  TenantId,
} from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { MailServerId } from '../db/configured-tables.ts';
import { publishOutgoing } from '../mail/outbox/publish-outgoing.ts';
import { composeMail } from '../replies/compose-mail.ts';
import type { PreparedMail } from '../replies/prepare-mail.ts';
import { storeSentMail } from '../replies/store-sent-mail.ts';

/** Where a mail without a draft belongs. */
export interface AutomaticPlace {
  readonly tenantId: TenantId;
  readonly groupId: ServiceGroupId;
  readonly interactionId: InteractionId | null;
}

/** The group's mail server, else the tenant's first that sends; null where none does. */
export async function findSendingServer(tx: Tx, groupId: ServiceGroupId): Promise<MailServerId | null> {
  const { rows } = await sql<{ id: MailServerId }>`
    select s.id from service_group g
    join mail_server s on s.tenant_id = g.tenant_id and s.removed_at is null and jsonb_typeof(s.outgoing) = 'object'
    where g.id = ${groupId} order by s.id = g.mail_server_id desc nulls last, s.id limit 1`.execute(tx.sql);
  return rows[0]?.id ?? null;
}

/**
 * Archives a finished mail that has no draft and puts it into the outbox.
 * @param envelopeFrom whom servers tell that it failed; by default nobody, as automatic mail wants it
 */
export async function queueAutomaticMail(
  tx: Tx,
  { tenantId, groupId, interactionId }: AutomaticPlace,
  prepared: PreparedMail,
  serverId: MailServerId,
  envelopeFrom = '',
): Promise<{ readonly mailId: MailId; readonly outgoingId: OutgoingId }> {
  const { mail, envelopeTo } = prepared;
  const composed = await composeMail(mail);
  const place = { service_group_id: groupId, interaction_id: interactionId };
  const mailId = await storeSentMail(tx, { tenantId }, place, prepared, composed);
  const { rows } = await sql<{ id: OutgoingId }>`
    insert into outgoing (tenant_id, interaction_id, mail_id, mail_server_id, state, message_id, envelope_from,
      envelope_to, not_before)
    values (${tenantId}, ${interactionId}, ${mailId}, ${serverId}, 'queued', ${mail.messageId}, ${envelopeFrom},
      ${[...envelopeTo]}::text[], now())
    returning id`.execute(tx.sql);
  const [outgoing] = rows;
  if (!outgoing) throw new Error('an outbox row was not inserted');
  tx.enqueue('send', { outgoingId: outgoing.id });
  await publishOutgoing(tx, outgoing.id);
  return { mailId, outgoingId: outgoing.id };
}
