import { sql } from 'kysely';
import type { AutomaticEvidence } from '../../contract/domain/automatic-mail.ts';
import type { Tx } from '../db/database.ts';
import type { AutomaticMailRow } from './automatic-mail-row.ts';
import { automaticSubject, isAnswerToAutomatic } from './automatic-subject.ts';

/** So many automatic mails to one address within ten minutes, whatever the thread: two machines talk to each other. */
const mostInTenMinutes = 2;

/** Namespace of the advisory locks that order the decisions about one recipient; the second key is of the address. */
const recipientLock = 0x6175746f;

/**
 * What was sent before speaks against an automatic mail: one in the thread today, as many to the sender as the group
 * allows, several within minutes, or that the mail is one of our own. Decisions about one recipient wait for each
 * other until the transaction ends, so that two mails that come together do not both pass. A forward goes to one
 * address on purpose: of it only the last is asked.
 */
export async function gatherDynamicEvidence(
  tx: Tx,
  mail: AutomaticMailRow,
): Promise<readonly AutomaticEvidence[]> {
  await sql`
    select pg_advisory_xact_lock(${recipientLock}::int, hashtext(${`${mail.tenantId} ${mail.recipient.toLowerCase()}`}))`.execute(
    tx.sql,
  );
  const own = [...(await findOwnMail(tx, mail)), ...(await findRestored(tx, mail))];
  if (mail.purpose === 'forward') return own;
  const { rows } = await sql<EarlierMail>`
    select a.thread, a.service_group_id = ${mail.groupId} as same_group, o.message_id, s.subject,
      a.decided_at > now() - interval '10 minutes' as just_now
    from automatic_mail a
    join outgoing o on o.id = a.outgoing_id
    join mail s on s.id = o.mail_id
    where a.tenant_id = ${mail.tenantId} and lower(a.recipient) = ${mail.recipient.toLowerCase()} and a.state = 'sent'
      and a.purpose in ('confirmation', 'auto-reply') and a.decided_at > now() - interval '24 hours'
    order by a.id`.execute(tx.sql);
  return [...own, ...findThread(mail, rows), ...findMany(mail, rows)];
}

interface EarlierMail {
  readonly thread: string | null;
  readonly same_group: boolean;
  readonly message_id: string;
  readonly subject: string;
  readonly just_now: boolean;
}

async function findOwnMail(tx: Tx, { tenantId, answered }: AutomaticMailRow): Promise<AutomaticEvidence[]> {
  if (answered.messageId === null) return [];
  const { rows } = await sql`
    select from outgoing where tenant_id = ${tenantId} and message_id = ${answered.messageId}`.execute(
    tx.sql,
  );
  if (rows.length === 0) return [];
  const says = 'one of our own mails came back';
  return [{ rule: 'own-mail', source: 'Message-ID', value: answered.messageId, says }];
}

/** A mail from before a backup was restored is taken in once more, and may have been answered the first time. */
async function findRestored(tx: Tx, { mailId }: AutomaticMailRow): Promise<AutomaticEvidence[]> {
  const { rows } = await sql<{ readonly at: Date }>`
    select r.at from restored r, mail m where m.id = ${mailId} and coalesce(m.date, m.received_at) < r.at
    order by r.at desc limit 1`.execute(tx.sql);
  const says =
    'the mail is from before the database was restored from a backup: it may have been answered already';
  return rows.map(({ at }) => ({ rule: 'late', source: 'postroom restored', value: at.toISOString(), says }));
}

function findThread(mail: AutomaticMailRow, earlier: readonly EarlierMail[]): readonly AutomaticEvidence[] {
  const { answered } = mail;
  const named = new Set([...answered.references, answered.inReplyTo]);
  const says = 'the sender got an automatic mail in this thread within 24 hours';
  for (const { thread, message_id: messageId, subject } of earlier) {
    if (thread !== null && thread === mail.thread)
      return [{ rule: 'thread', source: 'References', value: thread, says }];
    if (named.has(messageId)) return [{ rule: 'thread', source: 'In-Reply-To', value: messageId, says }];
    // Where references got lost, the answer of a machine still carries the subject that we gave.
    if (isAnswerToAutomatic(answered.subject) && automaticSubject(answered.subject) === subject)
      return [{ rule: 'thread', source: 'Subject', value: answered.subject.slice(0, 200), says }];
  }
  return [];
}

function findMany(mail: AutomaticMailRow, earlier: readonly EarlierMail[]): readonly AutomaticEvidence[] {
  const ofGroup = earlier.filter((one) => one.same_group).length;
  const justNow = earlier.filter((one) => one.just_now).length;
  const rate: AutomaticEvidence = {
    rule: 'rate',
    source: '10 minutes',
    value: String(justNow),
    says: 'the sender got several automatic mails within ten minutes: two machines answer each other',
  };
  const most: AutomaticEvidence = {
    rule: 'sender',
    source: 'perSenderAndDay',
    value: String(ofGroup),
    says: 'the sender got as many automatic mails of the group within 24 hours as it allows',
  };
  return [...(justNow >= mostInTenMinutes ? [rate] : []), ...(ofGroup >= mail.mostADay ? [most] : [])];
}
