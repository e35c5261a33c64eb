import { sql } from 'kysely';
import type {
  InteractionId,
  MailId,
  OutgoingId,
  ServiceGroupId,
  TenantId,
} from '../../../contract/domain/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { ParentTrace } from '../../db/mail-tables.ts';
import type { PlacedMail } from '../store-placed.ts';
import { threadingKeys } from '../threading/thread-token.ts';
import { readReturnPath, withoutTag } from './return-path.ts';

/** The outgoing mail that a return message speaks of. */
export interface ParentMail {
  readonly outgoingId: OutgoingId;
  readonly mailId: MailId;
  readonly interactionId: InteractionId | null;
  readonly groupId: ServiceGroupId | null;
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly foundBy: ParentTrace;
}

/**
 * Finds the mail of ours that a return message is about: by the Message-ID of what it returns or names, by the
 * envelope's identifier (RFC 3461 §4.4), by the return path of its own that it came to (VERP), by In-Reply-To and
 * References; where a report of failure holds none of
 * these, by its recipient, if just one mail went to it in the last days from where the return came to.
 */
export async function findParent(tx: Tx, mail: PlacedMail): Promise<ParentMail | null> {
  const { subjectMail, kind, deliveryReports } = mail.content.nature;
  const tenantId = mail.received.tenant_id;
  const named = await byMessageIds(tx, tenantId, subjectMail.messageIds, 'message-id');
  if (named) return named;
  if (subjectMail.envelopeId !== null) {
    const [found] = await select(tx, tenantId, sql`o.envelope_id = ${subjectMail.envelopeId}`, 'envelope-id');
    if (found) return found;
  }
  const returned = await byReturnPath(tx, mail);
  if (returned) return returned;
  const { inReplyTo, references } = mail.content;
  const answered = [...(inReplyTo === null ? [] : [inReplyTo]), ...references.toReversed()];
  const referred = await byMessageIds(tx, tenantId, answered, 'reference');
  if (referred || kind !== 'ndr') return referred;
  const failed = deliveryReports.flatMap(({ recipient, action }) =>
    action === 'failed' && recipient !== '' ? [recipient.toLowerCase()] : [],
  );
  return byRecipient(tx, tenantId, failed, addressesOf(mail).map(withoutTag));
}

async function byMessageIds(
  tx: Tx,
  tenantId: TenantId,
  ids: readonly string[],
  foundBy: ParentTrace,
): Promise<ParentMail | null> {
  if (ids.length === 0) return null;
  const found = await select(tx, tenantId, sql`o.message_id = any(${[...ids]}::text[])`, foundBy);
  return found[0] ?? null;
}

/** The mail whose own return path a mail came to. */
export async function byReturnPath(tx: Tx, mail: PlacedMail): Promise<ParentMail | null> {
  const tenantId = mail.received.tenant_id;
  const paths = addressesOf(mail).filter((address) => address !== withoutTag(address));
  if (paths.length === 0) return null;
  const keys = await threadingKeys(tx.sql);
  const [id] = paths.flatMap((path) => readReturnPath(keys, tenantId, path) ?? []);
  if (id === undefined) return null;
  const [found] = await select(tx, tenantId, sql`o.id = ${id}`, 'return-path');
  return found ?? null;
}

/** Two that fit are none: a guess would hide a failure behind the wrong mail. */
async function byRecipient(
  tx: Tx,
  tenantId: TenantId,
  recipients: readonly string[],
  ours: readonly string[],
): Promise<ParentMail | null> {
  if (recipients.length === 0 || ours.length === 0) return null;
  const found = await select(
    tx,
    tenantId,
    sql`o.state in ('data-sent', 'accepted', 'uncertain') and o.queued_at > now() - interval '6 days'
      and regexp_replace(lower(o.envelope_from), '\\+b\\d+-\\d+-[0-9a-f]{16}@', '@') = any(${[...ours]}::text[])
      and exists (select from unnest(o.envelope_to) one where lower(one) = any(${[...recipients]}::text[]))`,
    'recipient',
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

async function select(
  tx: Tx,
  tenantId: TenantId,
  condition: ReturnType<typeof sql>,
  foundBy: ParentTrace,
): Promise<readonly ParentMail[]> {
  const { rows } = await sql<Omit<ParentMail, 'foundBy'>>`
    select o.id as "outgoingId", o.mail_id as "mailId", o.interaction_id as "interactionId",
      coalesce(i.service_group_id, m.service_group_id) as "groupId", m.subject, o.envelope_to as recipients
    from outgoing o join mail m on m.id = o.mail_id left join interaction i on i.id = o.interaction_id
    where o.tenant_id = ${tenantId} and o.state <> 'withdrawn' and ${condition}
    order by o.id desc limit 2`.execute(tx.sql);
  return rows.map((row) => ({ ...row, foundBy }));
}

/** To whom the return came, in lower case. */
function addressesOf({ received, content }: PlacedMail): readonly string[] {
  const envelope = received.origin.via === 'smtp' ? received.origin.recipients : [];
  const headers = content.recipientHeaders.map(({ address }) => address);
  return [...new Set([...envelope, ...headers].map((address) => address.toLowerCase()))];
}
