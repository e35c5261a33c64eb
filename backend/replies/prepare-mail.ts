import { sql } from 'kysely';
import type { DraftContent } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Tx } from '../db/database.ts';
import { findIdentifiers } from '../texts/identifiers.ts';
import {
  type MailPart,
  type MailToCompose,
  makeMessageId,
  requireAddress,
  threadOf,
} from './compose-mail.ts';
import type { DraftRow } from './draft-rows.ts';
import { readAddedHeaders } from './added-headers.ts';
import { readReceiptRequest } from './receipt-request.ts';
import { readTokenMaker } from './thread-token-maker.ts';
import { outgoingHtml, withoutQuote } from './outgoing-html.ts';

/** A draft that may go out, with the addresses of its envelope. */
export interface PreparedMail {
  readonly mail: MailToCompose;
  /** Everybody who gets it, blind copies too, each once. */
  readonly envelopeTo: readonly string[];
}

/**
 * Checks a draft and gathers what its mail is made of; the Message-ID is fixed here.
 * @throws no-recipient, bad-address, unresolved-identifiers
 */
export async function prepareMail(tx: Tx, draft: DraftRow, acceptUnresolved: boolean): Promise<PreparedMail> {
  const { content } = draft;
  const everybody = [...content.to, ...content.cc, ...content.bcc];
  if (everybody.length === 0) {
    throw new ExpectedError('no-recipient', 'The mail has no recipient.', { draft: draft.id });
  }
  for (const recipient of everybody) requireAddress(recipient);
  const parts = await readParts(tx, draft);
  const attached = new Set(parts.flatMap(({ contentId }) => (contentId === null ? [] : [contentId])));
  const { html, shown, embedded } = outgoingHtml(content.html, attached);
  if (!acceptUnresolved) requireResolved(content.subject, html);
  const from = { name: draft.from_name, address: draft.from_address };
  return {
    envelopeTo: envelopeOf(content),
    mail: {
      from,
      to: content.to,
      cc: content.cc,
      subject: content.subject,
      date: new Date(),
      messageId: makeMessageId(from, await readTokenMaker(tx.sql, draft.interaction_id)),
      ...(await readThread(tx, draft)),
      headers: {
        ...(await readAddedHeaders(tx.sql, draft.service_group_id)),
        ...(await readReceiptRequest(tx.sql, draft.service_group_id, from.address)),
      },
      html,
      culture: content.culture,
      parts: [
        // A picture that the text no longer shows is not sent.
        ...parts.filter(({ contentId }) => contentId === null || shown.has(contentId)),
        ...embedded.map((image, index) => ({
          ...image,
          name: `image-${index + 1}.${image.type.slice('image/'.length)}`,
        })),
      ],
    },
  };
}

/** Everybody whom a mail of this content goes to, each once. */
export function envelopeOf({ to, cc, bcc }: DraftContent): readonly string[] {
  const byKey = new Map<string, string>();
  for (const { address } of [...to, ...cc, ...bcc]) {
    // Only the domain is without regard to case (RFC 5321 section 2.4).
    const at = address.lastIndexOf('@');
    const key = address.slice(0, at) + address.slice(at).toLowerCase();
    if (!byKey.has(key)) byKey.set(key, address);
  }
  return [...byKey.values()];
}

function requireResolved(subject: string, html: string): void {
  const found = [...findIdentifiers(subject, 'text'), ...findIdentifiers(withoutQuote(html), 'html')];
  if (found.length === 0) return;
  const names = [...new Set(found.map(({ name }) => `$${name}$`))];
  throw new ExpectedError('unresolved-identifiers', `The text still holds ${names.join(', ')}.`, {
    identifiers: names.join(' '),
  });
}

async function readParts(tx: Tx, draft: DraftRow): Promise<readonly MailPart[]> {
  const { rows } = await sql<{ name: string; type: string; content_id: string | null; bytes: Buffer }>`
    select a.name, a.type, a.content_id, b.bytes
    from draft_attachment a join blob b on b.sha256 = a.sha256
    where a.draft_id = ${draft.id} order by a.id`.execute(tx.sql);
  return rows.map(({ content_id: contentId, ...part }) => ({ ...part, contentId }));
}

async function readThread(tx: Tx, draft: DraftRow): Promise<Pick<MailToCompose, 'inReplyTo' | 'references'>> {
  if (draft.mail_id === null) return { inReplyTo: null, references: [] };
  const { rows } = await sql<{ message_id: string | null; in_reply_to: string | null; refs: string[] }>`
    select message_id, in_reply_to, refs from mail where id = ${draft.mail_id}`.execute(tx.sql);
  const [original] = rows;
  if (!original) return { inReplyTo: null, references: [] };
  const thread = threadOf({
    messageId: original.message_id,
    inReplyTo: original.in_reply_to,
    references: original.refs,
  });
  // A forward belongs to the thread but answers nobody.
  return draft.kind === 'forward' ? { ...thread, inReplyTo: null } : thread;
}
