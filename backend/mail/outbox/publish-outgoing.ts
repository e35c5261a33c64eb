import { type Kysely, sql } from 'kysely';
import type { OutgoingId } from '../../../contract/domain/ids.ts';
import type { DeliveryEvent } from '../../../contract/domain/mail-kind.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import type { Tx } from '../../db/database.ts';
import type { Schema } from '../../db/schema.ts';

/** An outbox row as the screens see it; undefined if there is none. Takes a transaction or the database itself. */
export async function readOutgoing(db: Kysely<Schema>, id: OutgoingId): Promise<Outgoing | undefined> {
  const row = await selectOutgoing(db).where('outgoing.id', '=', id).executeTakeFirst();
  return row && toOutgoing(row);
}

/** The rows that `toOutgoing` takes, to be narrowed by the caller. */
export function selectOutgoing(db: Kysely<Schema>) {
  return db
    .selectFrom('outgoing')
    .innerJoin('mail', 'mail.id', 'outgoing.mail_id')
    .select([
      'outgoing.id',
      'outgoing.draft_id',
      'outgoing.interaction_id',
      'outgoing.agent_id',
      'outgoing.mail_id',
      'outgoing.state',
      'outgoing.message_id',
      'outgoing.queued_at',
      'outgoing.not_before',
      'outgoing.attempts',
      'outgoing.last_error',
      'outgoing.sent_copy',
      'mail.from_name',
      'mail.from_address',
      'mail.to_addresses',
      'mail.subject',
      deliveriesOf(),
    ]);
}

/** What return messages said of the mail, in the order in which they came. */
function deliveriesOf() {
  return sql<StoredDelivery[] | null>`(
    select json_agg(json_build_object('at', r.received_at, 'mailId', r.id::text, 'recipient', d.recipient,
      'action', d.action, 'status', d.status, 'diagnostic', d.diagnostic, 'final', d.final, 'cause', d.cause)
      order by r.received_at, r.id, d.position)
    from mail r join delivery_report d on d.mail_id = r.id
    where r.parent_id = mail.id)`.as('deliveries');
}

/** Its time is as PostgreSQL writes it in JSON. */
type StoredDelivery = DeliveryEvent;

type OutgoingRow = Awaited<ReturnType<ReturnType<typeof selectOutgoing>['execute']>>[number];

export function toOutgoing(row: OutgoingRow): Outgoing {
  return {
    id: row.id,
    draftId: row.draft_id,
    interactionId: row.interaction_id,
    agentId: row.agent_id,
    mailId: row.mail_id,
    state: row.state,
    messageId: row.message_id,
    from: { name: row.from_name, address: row.from_address },
    to: row.to_addresses,
    subject: row.subject,
    queuedAt: row.queued_at.toISOString(),
    notBefore: row.not_before.toISOString(),
    attempts: row.attempts,
    lastError: row.last_error,
    sentCopy: row.sent_copy,
    ...(row.deliveries === null
      ? {}
      : {
          deliveries: row.deliveries.map((delivery) => ({
            ...delivery,
            at: new Date(delivery.at).toISOString(),
          })),
        }),
  };
}

/**
 * Tells its sender and the draft's group how the outbox row stands now. Call it last in the transaction that changed
 * it: the snapshot is taken at the call.
 */
export async function publishOutgoing(tx: Tx, id: OutgoingId): Promise<void> {
  const outgoing = await readOutgoing(tx.sql, id);
  if (!outgoing) throw new Error(`outbox row ${id} was published but does not exist`);
  const row = await tx.sql
    .selectFrom('outgoing')
    .innerJoin('mail', 'mail.id', 'outgoing.mail_id')
    .leftJoin('draft', 'draft.id', 'outgoing.draft_id')
    .select(['outgoing.tenant_id', 'draft.service_group_id', 'mail.service_group_id as of_mail'])
    .where('outgoing.id', '=', id)
    .executeTakeFirstOrThrow();
  const serviceGroupId = row.service_group_id ?? row.of_mail;
  tx.publish(
    { type: 'outgoing.changed', outgoing },
    {
      tenantId: row.tenant_id,
      ...(serviceGroupId === null ? {} : { serviceGroupId }),
      ...(outgoing.agentId === null ? {} : { agentId: outgoing.agentId }),
    },
  );
}
