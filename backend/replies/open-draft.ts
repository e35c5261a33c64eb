import { type Kysely, sql } from 'kysely';
import type { Draft, DraftContent, DraftKind } from '../../contract/domain/draft.ts';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Message } from '../../contract/domain/message.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import { readMessages } from '../archive/message-rows.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { lockAgent, lockHeld, type LockedInteraction, requireState } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { type CarriedFiles, carryFiles } from './carry-files.ts';
import { readDraftRow, selectDrafts } from './draft-rows.ts';
import { freshText } from './fresh-text.ts';
import { insertDraft } from './insert-draft.ts';
import { readOwnAddresses } from './own-addresses.ts';
import { quoteOriginal } from './quote-original.ts';
import { replyCulture } from './reply-culture.ts';
import { replyRecipients } from './reply-recipients.ts';
import { replySubject } from './reply-subject.ts';
import { replySender } from './sender-address.ts';
import { readTimeZone } from './tenant-time-zone.ts';

export interface OpenDraft {
  readonly interactionId: InteractionId;
  readonly epoch: number;
  readonly kind: Exclude<DraftKind, 'new'>;
  /** The mail answered; by default the newest inbound one. */
  readonly mailId: MailId | null;
}

/**
 * The open draft of an interaction that the viewer holds, whoever began it; else a fresh one with recipients, subject,
 * template, signature and quote filled in.
 * @throws not-found, lease-lost, no-sender-address
 */
export async function openDraft(db: Database, viewer: Viewer, request: OpenDraft): Promise<Draft> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const held = await lockHeld(tx, viewer, { id: request.interactionId, epoch: request.epoch });
    requireState(held, 'open', 'parked');
    const [existing] = await selectDrafts(
      tx.sql,
      sql`where d.interaction_id = ${held.id} and d.state = 'open'`,
    );
    if (existing) {
      // It was handed over to another group meanwhile: that one answers with its own address.
      if (existing.service_group_id !== held.groupId) {
        const from = await replySender(tx.sql, held.id);
        await sql`
          update draft set service_group_id = ${held.groupId}, from_name = ${from.name},
            from_address = ${from.address}
          where id = ${existing.id}`.execute(tx.sql);
      }
      return readDraftRow(tx.sql, existing.id);
    }
    const original = await readOriginal(tx.sql, held.id, request.mailId);
    const files = await carryFiles(tx.sql, original.id);
    const draftId = await insertDraft(
      tx,
      viewer,
      {
        kind: request.kind,
        interactionId: held.id,
        mailId: original.id,
        groupId: held.groupId,
        from: await replySender(tx.sql, held.id),
        content: await compose(tx, viewer, held, request.kind, original, files),
      },
      files.carried(request.kind),
    );
    await publishInteraction(tx, held.id);
    return readDraftRow(tx.sql, draftId);
  });
}

async function compose(
  tx: Tx,
  viewer: Viewer,
  held: LockedInteraction,
  kind: OpenDraft['kind'],
  original: Message,
  files: CarriedFiles,
): Promise<DraftContent> {
  const culture = await chooseCulture(tx.sql, viewer, held, original.id);
  const text = await freshText(tx.sql, {
    agentId: viewer.agentId,
    groupId: held.groupId,
    interactionId: held.id,
    culture,
  });
  const quote = quoteOriginal(
    original,
    kind === 'forward' ? 'forward' : 'answer',
    culture,
    await readTimeZone(tx.sql, viewer.tenantId),
    files.nameImage,
  );
  return {
    ...replyRecipients(kind, original, await readOwnAddresses(tx.sql, viewer.tenantId)),
    bcc: [],
    subject: replySubject(kind, original.subject),
    html: text + quote.html,
    culture,
  };
}

async function readOriginal(
  db: Kysely<Schema>,
  interactionId: InteractionId,
  mailId: MailId | null,
): Promise<Message> {
  const chosen = mailId === null ? sql`m.direction = 'in'` : sql`m.id = ${mailId}`;
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

async function chooseCulture(
  db: Kysely<Schema>,
  viewer: Viewer,
  held: LockedInteraction,
  mailId: MailId,
): Promise<Culture> {
  const { rows } = await sql<{
    language: string | null;
    group_culture: Culture;
    agent_culture: Culture;
    tenant_culture: Culture;
  }>`
    select m.language, g.culture as group_culture, a.culture as agent_culture, t.culture as tenant_culture
    from service_group g join tenant t on t.id = g.tenant_id join agent a on a.id = ${viewer.agentId}
    join mail m on m.id = ${mailId}
    where g.id = ${held.groupId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`service group ${held.groupId} does not exist`);
  return replyCulture(row.language, [row.group_culture, row.agent_culture, row.tenant_culture]);
}
