import { sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import { languageOf } from '../../dictionaries/cultures.ts';
import { storeBlob } from '../archive/store-blob.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { searchWords } from '../intake/words.ts';
import type { Viewer } from '../routing/viewer.ts';
import type { ComposedMail } from './compose-mail.ts';
import type { DraftRow } from './draft-rows.ts';
import type { PreparedMail } from './prepare-mail.ts';

/** Archives a mail that goes out: its finished bytes, what it says, its files, its words for the search. */
export async function storeSentMail(
  tx: Tx,
  viewer: Pick<Viewer, 'tenantId'>,
  draft: Pick<DraftRow, 'service_group_id' | 'interaction_id'>,
  { mail, envelopeTo }: PreparedMail,
  { raw, text }: ComposedMail,
): Promise<MailId> {
  const { rows } = await sql<{ id: MailId }>`
    insert into mail (tenant_id, direction, state, source_sha256, size, origin, from_name, from_address,
      to_addresses, cc_addresses, subject, date, message_id, in_reply_to, refs, text, html, language,
      service_group_id, words)
    values (${viewer.tenantId}, 'out', 'read', ${await storeBlob(tx, raw)}, ${raw.length}, '{"via":"reply"}',
      ${mail.from.name}, ${mail.from.address}, ${addresses(mail.to)}, ${addresses(mail.cc)}, ${mail.subject},
      ${mail.date}, ${mail.messageId}, ${mail.inReplyTo}, ${[...mail.references]}::text[], ${text}, ${mail.html},
      ${languageOf(mail.culture)}, ${draft.service_group_id},
      to_tsvector('simple', ${wordsOf(mail, envelopeTo, text)}))
    returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error('a mail was not inserted');
  for (const [position, part] of mail.parts.entries()) {
    await sql`
      insert into attachment (mail_id, position, name, type, size, sha256, content_id, inline)
      values (${row.id}, ${position}, ${part.name}, ${part.type}, ${part.bytes.length},
        ${await storeBlob(tx, part.bytes)}, ${part.contentId}, ${part.contentId !== null})`.execute(tx.sql);
  }
  if (draft.interaction_id !== null) {
    await sql`insert into interaction_mail values (${draft.interaction_id}, ${row.id})`.execute(tx.sql);
  }
  return row.id;
}

/** Without where each came from, which is the draft's affair. */
function addresses(list: PreparedMail['mail']['to']): string {
  return jsonText(list.map(({ name, address }) => ({ name, address })));
}

function wordsOf(mail: PreparedMail['mail'], envelopeTo: readonly string[], text: string): string {
  const names = [mail.from, ...mail.to, ...mail.cc].map(({ name }) => name);
  const files = mail.parts.map(({ name }) => name);
  return searchWords(mail.subject, mail.from.address, ...envelopeTo, ...names, ...files, text);
}
