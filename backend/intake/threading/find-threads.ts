import { sql } from 'kysely';
import type { InteractionId, MailId, ServiceAccessId, TenantId } from '../../../contract/domain/ids.ts';
import type { Threading } from '../../../contract/domain/threading.ts';
import type { Tx } from '../../db/database.ts';
import type { PlacedMail } from '../store-placed.ts';
import { isTelling, readThreadSubject } from './thread-subject.ts';
import { readThreadToken, threadingKeys } from './thread-token.ts';

/** An interaction whose thread a mail may continue, and why. */
export interface FoundThread extends Threading {
  readonly interactionId: InteractionId;
}

/** After so many days the same subject of the same customer is another matter. */
const subjectDays = 7;

/**
 * What each mail of a tenant answers, by the most certain rule that fits: our signed Message-ID, a mail of the thread,
 * and where it answers nothing at all, the customer and the subject.
 */
export async function findThreads(
  tx: Tx,
  tenantId: TenantId,
  mails: readonly PlacedMail[],
): Promise<ReadonlyMap<MailId, FoundThread>> {
  const found = new Map<MailId, FoundThread>();
  await findByReference(tx, tenantId, mails, found);
  const silent = mails.filter(({ content }) => referencesOf(content).length === 0);
  await findBySubject(tx, tenantId, silent, found);
  return found;
}

/** The mails that a mail names, the one that it answers first. */
export function referencesOf(content: PlacedMail['content']): readonly string[] {
  const { inReplyTo, references } = content;
  return [...new Set([...(inReplyTo === null ? [] : [inReplyTo]), ...references.toReversed()])].slice(0, 50);
}

async function findByReference(
  tx: Tx,
  tenantId: TenantId,
  mails: readonly PlacedMail[],
  found: Map<MailId, FoundThread>,
): Promise<void> {
  const all = [...new Set(mails.flatMap(({ content }) => referencesOf(content)))];
  if (all.length === 0) return;
  const keys = await threadingKeys(tx.sql);
  const { rows } = await sql<{ message_id: string; interaction_id: InteractionId }>`
    select m.message_id, im.interaction_id from mail m join interaction_mail im on im.mail_id = m.id
    where m.tenant_id = ${tenantId} and m.message_id = any(${all}::text[])
    order by im.interaction_id desc`.execute(tx.sql);
  const byId = Map.groupBy(rows, (row) => row.message_id);
  const named = all.flatMap((id) => readThreadToken(keys, tenantId, id) ?? []);
  const known = await readServed(tx, tenantId, [...named, ...rows.map((row) => row.interaction_id)]);
  for (const mail of mails) {
    const references = referencesOf(mail.content);
    const signed = references.flatMap((evidence) => {
      const interactionId = readThreadToken(keys, tenantId, evidence);
      return interactionId === null ? [] : [{ rule: 'token' as const, interactionId, evidence }];
    });
    const stored = references.flatMap((evidence) =>
      (byId.get(evidence) ?? []).map((row) => ({
        rule: 'reference' as const,
        interactionId: row.interaction_id,
        evidence,
      })),
    );
    const fitting = [...signed, ...stored].find(({ interactionId }) => {
      const served = known.get(interactionId);
      return served !== undefined && isFor(mail, served);
    });
    if (fitting) found.set(mail.received.id, fitting);
  }
}

/** Whom the mails of an interaction were for. */
interface Served {
  readonly accessId: ServiceAccessId | null;
  /** Recipients of copies of split mails (G18), in lower case. */
  readonly copies: readonly string[];
}

/** The copies of one mail continue different threads, each that of its recipient, or they would come together again. */
function isFor({ copyFor, accessId }: PlacedMail, { copies, accessId: served }: Served): boolean {
  if (copyFor === null) return true;
  return copies.length === 0 ? served === accessId : copies.includes(copyFor.toLowerCase());
}

async function readServed(
  tx: Tx,
  tenantId: TenantId,
  ids: readonly InteractionId[],
): Promise<ReadonlyMap<InteractionId, Served>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Served & { id: InteractionId }>`
    select i.id, i.service_access_id as "accessId", array(
        select distinct lower(m.copy_for) from interaction_mail im join mail m on m.id = im.mail_id
        where im.interaction_id = i.id and m.copy_for is not null) as copies
    from interaction i where i.tenant_id = ${tenantId} and i.id = any(${[...new Set(ids)]}::bigint[])`.execute(
    tx.sql,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function findBySubject(
  tx: Tx,
  tenantId: TenantId,
  mails: readonly PlacedMail[],
  found: Map<MailId, FoundThread>,
): Promise<void> {
  const telling = mails.flatMap((mail) => {
    const { received, content, authentication } = mail;
    const sender = content.from?.address.toLowerCase() ?? '';
    const subject = readThreadSubject(content.subject ?? '');
    // A subject is easily guessed, so it counts for nothing where the sender is.
    const isTrusted = authentication?.verdict !== 'forged';
    return sender !== '' && isTrusted && isTelling(subject)
      ? [{ mail, id: received.id, sender, subject }]
      : [];
  });
  if (telling.length === 0) return;
  const senders = [...new Set(telling.map(({ sender }) => sender))];
  const { rows } = await sql<{ sender: string; id: InteractionId; subject: string }>`
    select asked.sender, i.id, i.subject from unnest(${senders}::text[]) asked(sender)
    cross join lateral (
      select id, subject from interaction
      where tenant_id = ${tenantId} and lower(from_address) = asked.sender
        and received_at > now() - make_interval(days => ${subjectDays})
      order by received_at desc, id desc limit 20) i`.execute(tx.sql);
  const known = await readServed(
    tx,
    tenantId,
    rows.map(({ id }) => id),
  );
  for (const { mail, id, sender, subject } of telling) {
    const same = rows.find((row) => {
      const served = known.get(row.id);
      const isSame = row.sender === sender && readThreadSubject(row.subject).topic === subject.topic;
      return isSame && served !== undefined && isFor(mail, served);
    });
    if (same) found.set(id, { rule: 'subject', interactionId: same.id, evidence: same.subject });
  }
}
