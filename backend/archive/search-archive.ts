import { sql } from 'kysely';
import type { ArchivedMail } from '../../contract/domain/archive.ts';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import type { Database } from '../db/database.ts';
import { previewOf } from '../texts/preview.ts';
import { replyTextOf } from '../mail/mime/reply/reply-text.ts';
import { queryWords } from '../intake/words.ts';
import type { Viewer } from '../routing/viewer.ts';
import { visibleMail } from './visible-mail.ts';

interface FoundRow {
  readonly id: MailId;
  readonly interaction_id: InteractionId | null;
  readonly is_closed: boolean;
  readonly direction: 'in' | 'out';
  readonly from_name: string;
  readonly from_address: string;
  readonly to_addresses: ReadAddress[];
  readonly subject: string;
  readonly beginning: string;
  readonly received_at: Date;
  readonly is_blocked: boolean;
}

export interface ArchiveSearch {
  readonly text: string;
  readonly limit: number;
  /** Only mails older than this one: the last of the page before. */
  readonly before: MailId | null;
}

/**
 * Finds mail that the viewer may see by words, parts of addresses and numbers, in any language: all must occur, the
 * last may be a beginning. Newest first; without any text the newest mail.
 */
export async function searchArchive(
  db: Database,
  viewer: Viewer,
  search: ArchiveSearch,
): Promise<ArchivedMail[]> {
  const query = queryWords(search.text);
  // Only signs: no mail has them as words.
  if (query === null && search.text.trim() !== '') return [];
  const wanted = query === null ? sql`true` : sql`m.words @@ to_tsquery('simple', ${query})`;
  const older = search.before === null ? sql`true` : sql`m.id < ${search.before}`;
  const { rows } = await sql<FoundRow>`
    select m.id, m.direction, m.from_name, m.from_address, m.to_addresses, m.subject, left(m.text, 4000) as beginning,
      m.received_at, b.mail_id is not null as is_blocked,
      i.id as interaction_id, coalesce(i.state = 'closed', false) as is_closed
    from mail m left join blocked_mail b on b.mail_id = m.id and b.released_at is null
    left join lateral (
      select i.id, i.state from interaction_mail im join interaction i on i.id = im.interaction_id
      where im.mail_id = m.id order by im.interaction_id desc limit 1) i on true
    where m.state = 'read' and ${wanted} and ${older} and ${visibleMail(viewer)}
      and not exists (
        select from outgoing o where o.mail_id = m.id and o.state = 'withdrawn' and m.words is null)
    order by m.id desc limit ${search.limit}`.execute(db.kysely);
  return rows.map((row) => ({
    id: row.id,
    interactionId: row.interaction_id,
    isClosed: row.is_closed,
    direction: row.direction,
    from: { name: row.from_name, address: row.from_address },
    to: row.to_addresses,
    subject: row.subject,
    preview: previewOf(replyTextOf(row.beginning, null)),
    at: row.received_at.toISOString(),
    ...(row.is_blocked ? { isBlocked: true } : {}),
  }));
}
