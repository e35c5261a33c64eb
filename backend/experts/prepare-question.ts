import { sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { MailAddress } from '../../contract/domain/mail-address.ts';
import type { Message } from '../../contract/domain/message.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { AutomaticPlace } from '../automatic/queue-automatic-mail.ts';
import type { Tx } from '../db/database.ts';
import { readAddedHeaders } from '../replies/added-headers.ts';
import { type CarriedFiles, carryFiles } from '../replies/carry-files.ts';
import { type MailPart, makeMessageId } from '../replies/compose-mail.ts';
import { chooseCulture } from '../replies/fresh-draft.ts';
import { outgoingHtml } from '../replies/outgoing-html.ts';
import { readOwnAddresses } from '../replies/own-addresses.ts';
import type { PreparedMail } from '../replies/prepare-mail.ts';
import type { DraftAuthor } from '../replies/publish-draft.ts';
import { quoteOriginal } from '../replies/quote-original.ts';
import { replySubject } from '../texts/reply-subject.ts';
import { replySender } from '../replies/sender-address.ts';
import { readTimeZone } from '../replies/tenant-time-zone.ts';
import { htmlFromText } from '../texts/html-from-text.ts';
import { subjectWithToken } from './expert-token.ts';

export interface Question {
  readonly expert: MailAddress;
  readonly question: string;
  /** The customer's mail. */
  readonly original: Message;
  readonly token: string;
}

/**
 * The mail to an expert. It names no mail of the customer's thread: what the expert answers belongs to the question
 * alone.
 * @throws bad-address for an address of our own, no-sender-address
 */
export async function prepareQuestion(
  tx: Tx,
  author: DraftAuthor,
  place: AutomaticPlace & { readonly interactionId: Exclude<AutomaticPlace['interactionId'], null> },
  { expert, question, original, token }: Question,
): Promise<PreparedMail> {
  const isOurs = await readOwnAddresses(tx.sql, place.tenantId);
  if (isOurs(expert.address)) {
    const { address } = expert;
    throw new ExpectedError('bad-address', `${address} is one of our own addresses: it is no expert.`, {
      address,
    });
  }
  const from = await replySender(tx.sql, place.interactionId);
  const culture = await chooseCulture(tx.sql, author, place.groupId, original.id);
  const files = await carryFiles(tx.sql, original.id);
  const timeZone = await readTimeZone(tx.sql, place.tenantId);
  const quote = quoteOriginal(original, 'forward', culture, timeZone, files.nameImage);
  const parts = await readParts(tx, original.id, files);
  const attached = new Set(parts.flatMap(({ contentId }) => (contentId === null ? [] : [contentId])));
  const { html, shown } = outgoingHtml(htmlFromText(question) + quote.html, attached);
  return {
    envelopeTo: [expert.address],
    mail: {
      from,
      to: [expert],
      cc: [],
      subject: subjectWithToken(replySubject('forward', original.subject), token),
      date: new Date(),
      messageId: makeMessageId(from, () => token),
      inReplyTo: null,
      references: [],
      headers: await readAddedHeaders(tx.sql, place.groupId),
      html,
      culture,
      parts: parts.filter(({ contentId }) => contentId === null || shown.has(contentId)),
    },
  };
}

async function readParts(tx: Tx, mailId: MailId, files: CarriedFiles): Promise<readonly MailPart[]> {
  const carried = files.carried('forward');
  const { rows } = await sql<{ sha256: string; bytes: Buffer }>`
    select b.sha256, b.bytes from blob b
    where b.sha256 in (select sha256 from attachment where mail_id = ${mailId})`.execute(tx.sql);
  const bytes = new Map(rows.map((row) => [row.sha256, row.bytes]));
  return carried.flatMap(({ name, type, sha256, contentId }) => {
    const found = bytes.get(sha256);
    return found ? [{ name, type, bytes: found, contentId }] : [];
  });
}
