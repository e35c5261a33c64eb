import { sql } from 'kysely';
import type { InteractionId, MailId, TenantId } from '../../../contract/domain/ids.ts';
import type { Threading, ThreadingQuestion } from '../../../contract/domain/threading.ts';
import type { Tx } from '../../db/database.ts';
import { jsonText } from '../../db/json-text.ts';
import { newInteraction, openInteractions } from '../open-interactions.ts';
import type { PlacedMail } from '../store-placed.ts';
import { type FoundThread, findThreads, referencesOf } from './find-threads.ts';
import { type ThreadHead, lockThreads } from './lock-threads.ts';
import { readThreadSubject } from './thread-subject.ts';
import { doubtsAbout, readParticipants } from './thread-doubts.ts';

/** Namespace of the advisory locks on customers; the second key is made of tenant and address. */
const customerLock = 0x74687264;

/**
 * Puts mails where they belong: what continues a thread that somebody works on or that waits goes into it; what
 * continues a closed one opens a new interaction of the same thread; what only seems to belong somewhere opens its own
 * with a question. Of one customer's mails, in however many processes, one is put after the other: the lock on the
 * customer makes the later see where the earlier went. The interaction is locked against being closed meanwhile.
 * @returns the interaction of each mail
 */
export async function threadMails(
  tx: Tx,
  placed: readonly PlacedMail[],
): Promise<ReadonlyMap<MailId, InteractionId>> {
  await lockCustomers(tx, placed);
  const queued = new Map<MailId, InteractionId>();
  for (const together of inTurns(placed)) {
    for (const [tenantId, mails] of Map.groupBy(together, ({ received }) => received.tenant_id)) {
      for (const [mail, interaction] of await threadTogether(tx, tenantId, mails))
        queued.set(mail, interaction);
    }
  }
  return queued;
}

async function lockCustomers(tx: Tx, placed: readonly PlacedMail[]): Promise<void> {
  const customers = placed.map(
    ({ received, content }) => `${received.tenant_id} ${content.from?.address.toLowerCase() ?? ''}`,
  );
  if (customers.length === 0) return;
  // In the order of their keys, so that two transactions do not wait for each other in a circle.
  await sql`
    select pg_advisory_xact_lock(${customerLock}::int, key) from (
      select distinct hashtext(one) as key from unnest(${[...new Set(customers)]}::text[]) one order by 1) keys`.execute(
    tx.sql,
  );
}

/** First those that no other of the batch can be the beginning of, at once; the others one by one after them. */
function inTurns(placed: readonly PlacedMail[]): readonly (readonly PlacedMail[])[] {
  const ids = new Set(placed.flatMap(({ content }) => content.messageId ?? []));
  const begun = new Set<string>();
  const first: PlacedMail[] = [];
  const later: PlacedMail[] = [];
  for (const mail of placed) {
    const { topic } = readThreadSubject(mail.content.subject ?? '');
    const matter = `${mail.received.tenant_id} ${mail.content.from?.address.toLowerCase() ?? ''} ${topic}`;
    const follows = begun.has(matter) || referencesOf(mail.content).some((id) => ids.has(id));
    begun.add(matter);
    (follows ? later : first).push(mail);
  }
  return [first, ...later.map((mail) => [mail])];
}

async function threadTogether(
  tx: Tx,
  tenantId: TenantId,
  mails: readonly PlacedMail[],
): Promise<ReadonlyMap<MailId, InteractionId>> {
  const found = await findThreads(tx, tenantId, mails);
  const heads = await lockThreads(
    tx,
    [...found.values()].map(({ interactionId }) => interactionId),
  );
  const queued = new Map<MailId, InteractionId>();
  const opening: PlacedMail[] = [];
  const linked: { mail: MailId; head: ThreadHead; threading: Threading }[] = [];
  const asked: { mail: MailId; question: ThreadingQuestion }[] = [];
  for (const mail of mails) {
    const thread = found.get(mail.received.id);
    const head = thread && heads.get(thread.interactionId);
    const doubts = head ? doubtsAbout(mail, head, thread, await readParticipants(tx, head)) : [];
    // What rules close at once is not put before somebody who works.
    const continues = thread && head && doubts.length === 0 && !mail.closes;
    if (continues && head.state !== 'closed') {
      await append(tx, mail, head.id, thread);
      queued.set(mail.received.id, head.id);
      continue;
    }
    opening.push(mail);
    if (continues) linked.push({ mail: mail.received.id, head, threading: pick(thread) });
    else if (thread && head && doubts.length > 0) {
      const question = {
        ...pick(thread),
        interactionId: head.id,
        subject: head.subject,
        doubts: [...doubts],
      };
      asked.push({ mail: mail.received.id, question });
    }
  }
  for (const [mail, interaction] of await openInteractions(tx, opening.map(newInteraction)))
    queued.set(mail, interaction);
  for (const { mail, head, threading } of linked) await link(tx, queued.get(mail), head, threading);
  for (const { mail, question } of asked) await ask(tx, queued.get(mail), question);
  return queued;
}

function pick({ rule, evidence }: FoundThread): Threading {
  return { rule, evidence: evidence.slice(0, 1000) };
}

/** Whoever holds the interaction is told by its event: its newest mail is another one. */
async function append(
  tx: Tx,
  { received, priority, tags, routing }: PlacedMail,
  interaction: InteractionId,
  thread: FoundThread,
): Promise<void> {
  await sql`
    insert into interaction_mail (interaction_id, mail_id, threading)
    values (${interaction}, ${received.id}, ${JSON.stringify(pick(thread))})`.execute(tx.sql);
  // Seen by those who see the interaction, whatever group its own address leads to.
  await sql`
    update mail set service_group_id = (select service_group_id from interaction where id = ${interaction})
    where id = ${received.id}`.execute(tx.sql);
  const { rules = [] } = routing;
  if (rules.length === 0) return;
  // What the rules say of a further mail holds for the whole; it makes nothing less urgent than it was.
  await sql`
    update interaction set priority = greatest(priority, ${priority ?? 0}),
      tags = tags || array(select one from unnest(${[...tags]}::text[]) one where one <> all (tags)),
      routing = jsonb_set(routing, '{rules}', coalesce(routing -> 'rules', '[]') || ${JSON.stringify(rules)}::jsonb)
    where id = ${interaction}`.execute(tx.sql);
}

async function link(
  tx: Tx,
  interaction: InteractionId | undefined,
  head: ThreadHead,
  threading: Threading,
): Promise<void> {
  if (interaction === undefined) return;
  await sql`update interaction set thread_id = ${head.rootId} where id = ${interaction}`.execute(tx.sql);
  await sql`
    update interaction_mail set threading = ${jsonText(threading)}
    where interaction_id = ${interaction}`.execute(tx.sql);
}

async function ask(
  tx: Tx,
  interaction: InteractionId | undefined,
  question: ThreadingQuestion,
): Promise<void> {
  if (interaction === undefined) return;
  await sql`
    update interaction set question = ${jsonText(question)} where id = ${interaction}`.execute(tx.sql);
}
