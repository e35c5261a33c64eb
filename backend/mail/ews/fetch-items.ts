import type { FetchedMail } from '../in/mailbox-ledger.ts';
import { describeTooLarge } from '../in/too-large-mail.ts';
import { type EwsClient, UnreadableAnswer } from './ews-client.ts';
import { type AnswerElement, AnswerTooLong, within } from './read-answer.ts';
import { tag, type Xml } from './request-xml.ts';
import type { ResponseMessage } from './response-messages.ts';
import type { FolderItem } from './sync-folder.ts';

/** How many bytes and mails are fetched and committed at once: what waits in memory is bounded by it. */
const batchBytes = 4 * 1024 * 1024;
const batchMails = 50;

/** Exchange has the item, and cannot write it as a mail. */
const notConverted =
  /^Error(ContentConversionFailed|MimeContentConversionFailed|UnsupportedMimeConversion|MimeContentInvalid)$/;

/** Gathers items, the oldest first, to be fetched and committed together; a large one stands alone. */
export function* planBatches(
  items: readonly FolderItem[],
  maximumMessageBytes: number,
): Generator<readonly FolderItem[]> {
  let batch: FolderItem[] = [];
  let bytes = 0;
  for (const item of items.toSorted(byAge)) {
    if (item.size > maximumMessageBytes) {
      yield [item];
      continue;
    }
    if (batch.length >= batchMails || (batch.length > 0 && bytes + item.size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += item.size;
  }
  if (batch.length > 0) yield batch;
}

function byAge(one: FolderItem, other: FolderItem): number {
  return one.receivedAt < other.receivedAt ? -1 : one.receivedAt > other.receivedAt ? 1 : 0;
}

/** What came of fetching one item. */
export type FetchedItem =
  | { readonly state: 'fetched'; readonly mail: FetchedMail }
  /** Exchange does not hand it over. */
  | { readonly state: 'failed'; readonly id: string; readonly error: Error }
  | { readonly state: 'gone'; readonly id: string };

/**
 * Fetches a batch as mails, without marking anything as read. Of one over the limit, and of one that Exchange cannot
 * write as a mail, only the header fields come, with a problem that says so.
 */
export async function fetchItems(
  client: EwsClient,
  batch: readonly FolderItem[],
  maximumMessageBytes: number,
): Promise<readonly FetchedItem[]> {
  const [first] = batch;
  if (first && batch.length === 1 && first.size > maximumMessageBytes)
    return [await fetchHeaders(client, first, describeTooLarge(first.size, maximumMessageBytes))];
  let responses: readonly ResponseMessage[];
  try {
    responses = await client.ask(getItems(batch, true), { bytes: answerBytes(batch, maximumMessageBytes) });
  } catch (error) {
    // As mails they may be larger than as items, and one that cannot be read must keep no other waiting.
    const isTooLong = error instanceof AnswerTooLong;
    if (!first || !(isTooLong || error instanceof UnreadableAnswer)) throw error;
    if (batch.length > 1) {
      const singles = [];
      for (const item of batch) singles.push(...(await fetchItems(client, [item], maximumMessageBytes)));
      return singles;
    }
    return isTooLong
      ? [await fetchHeaders(client, first, describeTooLarge(null, maximumMessageBytes))]
      : [{ state: 'failed', id: first.id, error }];
  }
  const fetched = [];
  for (const [index, item] of batch.entries()) {
    fetched.push(await readMail(client, item, responses[index], maximumMessageBytes));
  }
  return fetched;
}

async function readMail(
  client: EwsClient,
  item: FolderItem,
  response: ResponseMessage | undefined,
  maximumMessageBytes: number,
): Promise<FetchedItem> {
  const error = response?.error;
  if (error?.code === 'ErrorItemNotFound') return { state: 'gone', id: item.id };
  if (error && notConverted.test(error.code))
    return fetchHeaders(client, item, sayNotConverted(error.words || error.code));
  if (error) return { state: 'failed', id: item.id, error: client.refusalOf(error) };
  const raw = response && mimeOf(response.element);
  if (!raw || raw.length === 0)
    return { state: 'failed', id: item.id, error: new Error('Exchange hands it over empty') };
  if (raw.length > maximumMessageBytes)
    return fetchHeaders(client, item, describeTooLarge(raw.length, maximumMessageBytes));
  return { state: 'fetched', mail: { uid: item.id, raw, problem: null } };
}

async function fetchHeaders(client: EwsClient, item: FolderItem, problem: string): Promise<FetchedItem> {
  const [response] = await client.ask(getItems([item], false));
  if (response?.error?.code === 'ErrorItemNotFound') return { state: 'gone', id: item.id };
  const raw = response && !response.error ? headersOf(response.element) : null;
  return raw
    ? { state: 'fetched', mail: { uid: item.id, raw, problem } }
    : {
        state: 'failed',
        id: item.id,
        error: new Error(`${problem} Nor does Exchange hand over its headers`),
      };
}

function getItems(items: readonly FolderItem[], whole: boolean): Xml {
  return tag(
    'm:GetItem',
    {},
    tag(
      'm:ItemShape',
      {},
      tag('t:BaseShape', {}, 'IdOnly'),
      tag('t:IncludeMimeContent', {}, String(whole)),
      ...(whole
        ? []
        : [
            tag('t:AdditionalProperties', {}, tag('t:FieldURI', { FieldURI: 'item:InternetMessageHeaders' })),
          ]),
    ),
    tag('m:ItemIds', {}, ...items.map(({ id }) => tag('t:ItemId', { Id: id }))),
  );
}

/** In base64, with room for what surrounds it. */
function answerBytes(batch: readonly FolderItem[], maximumMessageBytes: number): number {
  const sizes = batch.reduce((sum, { size }) => sum + size, 0);
  const most = batch.length === 1 ? maximumMessageBytes : 4 * sizes;
  return Math.ceil((most / 3) * 4) + 1024 * 1024;
}

function mimeOf(response: AnswerElement): Buffer | null {
  const [item] = within(response, 'Items')[0]?.children ?? [];
  return (item && within(item, 'MimeContent')[0]?.bytes) ?? null;
}

function headersOf(response: AnswerElement): Buffer | null {
  const [item] = within(response, 'Items')[0]?.children ?? [];
  const fields = item ? within(item, 'InternetMessageHeaders', 'InternetMessageHeader') : [];
  if (fields.length === 0) return null;
  const lines = fields.map(({ attributes, text }) => {
    const name = (attributes.get('HeaderName') ?? '').replaceAll(/[^!-9;-~]/g, '');
    return `${name}: ${text.replaceAll(/[\r\n]+\s*/g, '\r\n ').trim()}\r\n`;
  });
  return Buffer.from(`${lines.join('')}\r\n`);
}

function sayNotConverted(words: string): string {
  return `Exchange cannot write the mail as one (“${words}”); only its headers were read, and it stays in the mailbox.`;
}
