import { type Kysely, sql } from 'kysely';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Interaction, InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Threading, ThreadingQuestion } from '../../contract/domain/threading.ts';
import { readMessages } from '../archive/message-rows.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { visibleMail } from '../archive/visible-mail.ts';
import { selectInteractions, toInteractionSummary } from '../routing/interaction-rows.ts';
import { type Viewer, visibleInteraction } from '../routing/viewer.ts';

/** So many mails of earlier interactions are shown, the newest of them. */
const mostEarlier = 50;

/** What went before in the thread, as far as the viewer may see it, why each mail is there, and what is asked. */
export async function readThread(
  db: Kysely<Schema>,
  viewer: Viewer,
  id: InteractionId,
): Promise<NonNullable<Interaction['thread']> | null> {
  const { rows: earlier } = await sql<{ id: MailId }>`
    select m.id from interaction i
    join interaction one on coalesce(one.thread_id, one.id) = coalesce(i.thread_id, i.id) and one.id <> i.id
    join interaction_mail im on im.interaction_id = one.id join mail m on m.id = im.mail_id
    where i.id = ${id} and one.received_at <= i.received_at and ${visibleMail(viewer)}
    order by m.received_at desc, m.id desc limit ${mostEarlier}`.execute(db);
  const { rows: reasons } = await sql<{ mailId: MailId; threading: Threading }>`
    select mail_id as "mailId", threading from interaction_mail
    where interaction_id = ${id} and threading is not null order by mail_id`.execute(db);
  const { rows: asked } = await sql<{ question: ThreadingQuestion | null }>`
    select question from interaction where id = ${id}`.execute(db);
  const question = asked[0]?.question ?? null;
  if (earlier.length === 0 && reasons.length === 0 && question === null) return null;
  return {
    earlier: [
      ...(await readMessages(
        db,
        earlier.map((mail) => mail.id),
      )),
    ],
    reasons: reasons.map(({ mailId, threading }) => ({ mailId, ...threading })),
    question,
  };
}

/**
 * Where the mails of an interaction could be put: what is not closed and holds every word of the text, of the same
 * customer first. @throws not-found
 */
export async function listMergeTargets(
  db: Database,
  viewer: Viewer,
  id: InteractionId,
  text = '',
): Promise<InteractionSummary[]> {
  const [own] = await selectInteractions(
    db.kysely,
    sql`where i.id = ${id} and ${visibleInteraction(viewer)}`,
  );
  if (!own) throw new ExpectedError('not-found', `There is no interaction ${id}.`, { interaction: id });
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const rows = await selectInteractions(
    db.kysely,
    sql`where i.id <> ${id} and i.state <> 'closed' and ${visibleInteraction(viewer)}
      and not exists (select from unnest(${words}::text[]) word where position(word in
        lower(concat_ws(' ', i.subject, i.from_name, i.from_address, g.name, a.name))) = 0)
      order by lower(i.from_address) = lower(${own.from_address}) desc, i.received_at desc limit 50`,
  );
  return rows.map(toInteractionSummary);
}
