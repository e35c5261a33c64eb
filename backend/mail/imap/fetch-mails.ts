import type { ImapFlow } from 'imapflow';
import { range } from './dispose-mails.ts';
import type { FetchedMail } from '../in/mailbox-ledger.ts';
import { describeTooLarge } from '../in/too-large-mail.ts';

/** How many bytes and mails are fetched and committed at once: what two batches take in memory is bounded by it. */
const batchBytes = 4 * 1024 * 1024;
const batchMails = 200;
/** Of how many mails the sizes are asked at once. */
const sizesAtOnce = 500;
const headerBytes = 256 * 1024;

export interface SizedMail {
  readonly uid: number;
  readonly size: number;
}

/** A run of mails that is small enough to be fetched and committed together; a large one stands alone. */
export type Batch = readonly SizedMail[];

/** Asks the sizes of the mails and gathers them into batches, in the order of their UIDs. */
export async function* planBatches(
  client: ImapFlow,
  uids: readonly number[],
  maximumMessageBytes: number,
): AsyncGenerator<Batch> {
  const sorted = uids.toSorted((a, b) => a - b);
  for (let from = 0; from < sorted.length; from += sizesAtOnce) {
    const asked = sorted.slice(from, from + sizesAtOnce);
    const answers = await client.fetchAll(range(asked), { uid: true, size: true }, { uid: true });
    yield* gather(
      answers.map((answer) => ({ uid: answer.uid, size: answer.size ?? 0 })),
      maximumMessageBytes,
    );
  }
}

function* gather(mails: readonly SizedMail[], maximumMessageBytes: number): Generator<Batch> {
  let batch: SizedMail[] = [];
  let bytes = 0;
  for (const mail of mails.toSorted((a, b) => a.uid - b.uid)) {
    if (mail.size > maximumMessageBytes) {
      yield [mail];
      continue;
    }
    if (batch.length >= batchMails || (batch.length > 0 && bytes + mail.size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(mail);
    bytes += mail.size;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Fetches the raw bytes of a batch without marking anything as read. A mail over the limit comes as its header block
 * alone, with a problem that says so. A mail that is gone in the meantime is left out.
 * @throws what imapflow throws; a mail whose literal was cut off is never returned
 */
export async function fetchBatch(
  client: ImapFlow,
  batch: Batch,
  maximumMessageBytes: number,
): Promise<readonly FetchedMail[]> {
  const [first] = batch;
  if (first && batch.length === 1 && first.size > maximumMessageBytes) {
    return fetchHeaders(client, first, maximumMessageBytes);
  }
  const uids = new Set(batch.map((mail) => mail.uid));
  const answers = await client.fetchAll(range([...uids]), { uid: true, source: true }, { uid: true });
  return answers.flatMap((answer) =>
    answer.source && uids.has(answer.uid)
      ? [{ uid: String(answer.uid), raw: answer.source, problem: null }]
      : [],
  );
}

async function fetchHeaders(
  client: ImapFlow,
  mail: SizedMail,
  maximumMessageBytes: number,
): Promise<readonly FetchedMail[]> {
  const answer = await client.fetchOne(
    String(mail.uid),
    { uid: true, bodyParts: [{ key: 'HEADER', start: 0, maxLength: headerBytes }] },
    { uid: true },
  );
  const raw = answer ? (answer.bodyParts?.get('header') ?? answer.headers) : undefined;
  if (!raw) return [];
  return [
    {
      uid: String(mail.uid),
      raw,
      problem: describeTooLarge(mail.size, maximumMessageBytes),
    },
  ];
}
