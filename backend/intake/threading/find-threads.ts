import { sql } from 'kysely';
import type { InteractionId, MailId, TenantId } from '../../../contract/domain/ids.ts';
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
    order by im.interaction_id`.execute(tx.sql);
  const byId = new Map(rows.map((row) => [row.message_id, row.interaction_id]));
  const named = all.flatMap((id) => readThreadToken(keys, tenantId, id) ?? []);
  const known = await existing(tx, tenantId, named);
  for (const { received, content } of mails) {
    const references = referencesOf(content);
    const signed = references
      .map((evidence) => ({ evidence, interactionId: readThreadToken(keys, tenantId, evidence) }))
      .find(({ interactionId }) => interactionId !== null && known.has(interactionId));
    const stored = references.find((id) => byId.has(id));
    const interactionId = signed?.interactionId ?? (stored === undefined ? undefined : byId.get(stored));
    const evidence = signed?.evidence ?? stored;
    if (interactionId === undefined || evidence === undefined) continue;
    found.set(received.id, { rule: signed ? 'token' : 'reference', interactionId, evidence });
  }
}

async function existing(
  tx: Tx,
  tenantId: TenantId,
  ids: readonly InteractionId[],
): Promise<ReadonlySet<InteractionId>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: InteractionId }>`
    select id from interaction where tenant_id = ${tenantId} and id = any(${[...ids]}::bigint[])`.execute(
    tx.sql,
  );
  return new Set(rows.map(({ id }) => id));
}

async function findBySubject(
  tx: Tx,
  tenantId: TenantId,
  mails: readonly PlacedMail[],
  found: Map<MailId, FoundThread>,
): Promise<void> {
  const telling = mails.flatMap(({ received, content, authentication }) => {
    const sender = content.from?.address.toLowerCase() ?? '';
    const subject = readThreadSubject(content.subject ?? '');
    // A subject is easily guessed, so it counts for nothing where the sender is.
    const isTrusted = authentication?.verdict !== 'forged';
    return sender !== '' && isTrusted && isTelling(subject) ? [{ id: received.id, sender, subject }] : [];
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
  for (const { id, sender, subject } of telling) {
    const same = rows.find(
      (row) => row.sender === sender && readThreadSubject(row.subject).topic === subject.topic,
    );
    if (same) found.set(id, { rule: 'subject', interactionId: same.id, evidence: same.subject });
  }
}
