import { type Kysely, sql } from 'kysely';
import type { DraftContent, DraftKind } from '../../contract/domain/draft.ts';
import type { DraftId, InteractionId, MailId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Message } from '../../contract/domain/message.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import { readMessages } from '../archive/message-rows.ts';
import type { Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { type CarriedFiles, carryFiles } from './carry-files.ts';
import { freshText } from './fresh-text.ts';
import { insertDraft } from './insert-draft.ts';
import { readOwnAddresses } from './own-addresses.ts';
import type { DraftAuthor } from './publish-draft.ts';
import { quoteOriginal } from './quote-original.ts';
import { replyCulture } from './reply-culture.ts';
import { replyRecipients } from './reply-recipients.ts';
import { replySubject } from '../texts/reply-subject.ts';
import { replySender } from './sender-address.ts';
import { readTimeZone } from './tenant-time-zone.ts';

export interface FreshDraft {
  readonly interactionId: InteractionId;
  readonly groupId: ServiceGroupId;
  readonly kind: Exclude<DraftKind, 'new'>;
  /** The mail answered; null: the customer's newest. */
  readonly mailId: MailId | null;
  /** Sanitised HTML that it begins with instead of the group's default template. */
  readonly begin?: (culture: Culture) => Promise<string>;
}

/**
 * Writes the first draft of an answer, with recipients, subject, template, signature and quote filled in. The
 * interaction is locked.
 * @throws not-found where there is no such mail, no-sender-address
 */
export async function insertFreshDraft(tx: Tx, author: DraftAuthor, fresh: FreshDraft): Promise<DraftId> {
  const original = await readOriginal(tx.sql, fresh.interactionId, fresh.mailId);
  const files = await carryFiles(tx.sql, original.id);
  return insertDraft(
    tx,
    author,
    {
      kind: fresh.kind,
      interactionId: fresh.interactionId,
      mailId: original.id,
      groupId: fresh.groupId,
      from: await replySender(tx.sql, fresh.interactionId),
      content: await compose(tx, author, fresh, original, files),
    },
    files.carried(fresh.kind),
  );
}

async function compose(
  tx: Tx,
  author: DraftAuthor,
  { kind, groupId, interactionId, begin }: FreshDraft,
  original: Message,
  files: CarriedFiles,
): Promise<DraftContent> {
  const culture = await chooseCulture(tx.sql, author, groupId, original.id);
  const situation = { agentId: author.agentId, groupId, interactionId, culture };
  // The template greets the customer, whom a forward does not go to.
  const instead = kind === 'forward' ? '<p></p>' : begin && (await begin(culture));
  const text = await freshText(tx.sql, situation, instead);
  const quote = quoteOriginal(
    original,
    kind === 'forward' ? 'forward' : 'answer',
    culture,
    await readTimeZone(tx.sql, author.tenantId),
    files.nameImage,
  );
  return {
    ...replyRecipients(kind, original, await readOwnAddresses(tx.sql, author.tenantId)),
    bcc: [],
    subject: replySubject(kind, original.subject),
    html: text + quote.html,
    culture,
  };
}

/** A mail of an interaction; by default the customer's newest, which no expert's answer is. @throws not-found */
export async function readOriginal(
  db: Kysely<Schema>,
  interactionId: InteractionId,
  mailId: MailId | null,
): Promise<Message> {
  const chosen =
    mailId === null
      ? sql`m.direction = 'in' and not exists (select from expert_answer e where e.mail_id = m.id)`
      : sql`m.id = ${mailId}`;
  const { rows } = await sql<{ id: MailId }>`
    select m.id from interaction_mail im join mail m on m.id = im.mail_id
    where im.interaction_id = ${interactionId} and ${chosen}
    order by m.received_at desc, m.id desc limit 1`.execute(db);
  const [original] = await readMessages(
    db,
    rows.map((row) => row.id),
  );
  if (original) return original;
  throw new ExpectedError('not-found', `Interaction ${interactionId} has no such mail to answer.`);
}

/** The culture of an answer to a mail by this agent. */
export async function chooseCulture(
  db: Kysely<Schema>,
  author: DraftAuthor,
  groupId: ServiceGroupId,
  mailId: MailId,
): Promise<Culture> {
  const { rows } = await sql<{
    language: string | null;
    group_culture: Culture;
    agent_culture: Culture;
    tenant_culture: Culture;
  }>`
    select m.language, g.culture as group_culture, a.culture as agent_culture, t.culture as tenant_culture
    from service_group g join tenant t on t.id = g.tenant_id join agent a on a.id = ${author.agentId}
    join mail m on m.id = ${mailId}
    where g.id = ${groupId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`service group ${groupId} does not exist`);
  return replyCulture(row.language, [row.group_culture, row.agent_culture, row.tenant_culture]);
}
