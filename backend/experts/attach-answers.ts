import { sql } from 'kysely';
import type { ExpertQuestionId, InteractionId, MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { newInteraction, openInteractions } from '../intake/open-interactions.ts';
import type { PlacedMail } from '../intake/store-placed.ts';
import { referencesOf } from '../intake/threading/find-threads.ts';
import { lockThreads, type ThreadHead } from '../intake/threading/lock-threads.ts';
import { threadingKeys } from '../intake/threading/thread-token.ts';
import { readExpertTokens } from './expert-token.ts';

export interface FoundAnswer {
  readonly mail: PlacedMail;
  readonly questionId: ExpertQuestionId;
  readonly interactionId: InteractionId;
  readonly askedMailId: MailId | null;
}

/**
 * Which mails are answers of experts: they carry a token of ours, come from the expert who was asked or from the same
 * domain, and nothing says that the sender is forged. All others are mail like any other, also where they hold a token.
 */
export async function findExpertAnswers(
  tx: Tx,
  placed: readonly PlacedMail[],
): Promise<ReadonlyMap<MailId, FoundAnswer>> {
  const found = new Map<MailId, FoundAnswer>();
  const mayAnswer = placed.filter(
    ({ content, authentication }) =>
      content.nature.kind === 'message' &&
      authentication?.verdict !== 'forged' &&
      [...referencesOf(content), content.subject ?? ''].some((text) => /x\d+-\d+-[0-9a-f]{20}/i.test(text)),
  );
  if (mayAnswer.length === 0) return found;
  const keys = await threadingKeys(tx.sql);
  for (const mail of mayAnswer) {
    const { received, content } = mail;
    const named = readExpertTokens(keys, received.tenant_id, {
      references: referencesOf(content),
      subject: content.subject ?? '',
    });
    const question = await readQuestion(tx, received.tenant_id, named, content.from?.address ?? '');
    if (question) found.set(received.id, { mail, ...question });
  }
  return found;
}

/** Where a question was moved to since it was asked, its answer follows. */
async function readQuestion(
  tx: Tx,
  tenantId: TenantId,
  named: readonly ExpertQuestionId[],
  sender: string,
): Promise<Omit<FoundAnswer, 'mail'> | null> {
  if (named.length === 0) return null;
  const { rows } = await sql<Omit<FoundAnswer, 'mail'> & { expert: string }>`
    select q.id as "questionId", q.asked_mail_id as "askedMailId", q.expert_address as expert,
      coalesce(
        (select max(interaction_id) from interaction_mail where mail_id = q.mail_id),
        q.interaction_id) as "interactionId"
    from expert_question q where q.tenant_id = ${tenantId} and q.id = any(${[...named]}::bigint[])
    order by q.id desc`.execute(tx.sql);
  const row = rows.find(({ expert }) => domainOf(expert) === domainOf(sender));
  if (!row) return null;
  const { expert: _expert, ...question } = row;
  return question;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/**
 * Puts answers of experts into the interactions that they were asked about; one that was closed meanwhile is gone on
 * with in a new interaction of its thread, with the customer's mail. A job puts the text into the draft.
 * @returns the interaction of each mail
 */
export async function attachExpertAnswers(
  tx: Tx,
  answers: ReadonlyMap<MailId, FoundAnswer>,
): Promise<ReadonlyMap<MailId, InteractionId>> {
  const attached = new Map<MailId, InteractionId>();
  const heads = await lockThreads(
    tx,
    [...answers.values()].map(({ interactionId }) => interactionId),
  );
  for (const answer of answers.values()) {
    const { mail, questionId } = answer;
    const head = heads.get(answer.interactionId);
    if (!head) throw new Error(`interaction ${answer.interactionId} of an expert's answer is gone`);
    const interactionId = head.state === 'closed' ? await goOn(tx, answer, head) : head.id;
    await addTo(tx, interactionId, mail.received.id, true);
    await sql`
      update mail set service_group_id = ${head.groupId} where id = ${mail.received.id}`.execute(tx.sql);
    await sql`
      insert into expert_answer (mail_id, question_id, text)
      values (${mail.received.id}, ${questionId}, ${mail.content.replyText})`.execute(tx.sql);
    tx.enqueue('expert-answer', { mailId: mail.received.id });
    tx.audit({
      tenantId: mail.received.tenant_id,
      action: 'expert.answered',
      subject: `interaction:${interactionId}`,
      detail: { question: questionId, mail: mail.received.id },
    });
    attached.set(mail.received.id, interactionId);
  }
  return attached;
}

/** A new interaction of the customer, not of the expert. */
async function goOn(tx: Tx, { mail, askedMailId }: FoundAnswer, head: ThreadHead): Promise<InteractionId> {
  const { rows } = await sql<{ name: string; address: string; language: string | null }>`
    select from_name as name, from_address as address, language from interaction where id = ${head.id}`.execute(
    tx.sql,
  );
  const [customer] = rows;
  const item = {
    ...newInteraction({ ...mail, groupId: head.groupId, accessId: head.accessId, closes: false }),
    fromName: customer?.name ?? '',
    fromAddress: customer?.address ?? '',
    subject: head.subject,
    language: customer?.language ?? null,
  };
  const opened = (await openInteractions(tx, [item])).get(mail.received.id);
  if (opened === undefined) throw new Error(`no interaction was made of mail ${mail.received.id}`);
  await sql`update interaction set thread_id = ${head.rootId} where id = ${opened}`.execute(tx.sql);
  if (askedMailId !== null) await addTo(tx, opened, askedMailId, false);
  return opened;
}

async function addTo(tx: Tx, interactionId: InteractionId, mailId: MailId, isAnswer: boolean): Promise<void> {
  const threading = isAnswer ? jsonText({ rule: 'token', evidence: 'expert' }) : null;
  await sql`
    insert into interaction_mail (interaction_id, mail_id, threading)
    values (${interactionId}, ${mailId}, ${threading}) on conflict do nothing`.execute(tx.sql);
}
