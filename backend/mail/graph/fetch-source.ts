import type { FetchedMail } from '../in/mailbox-ledger.ts';
import { describeTooLarge } from '../in/too-large-mail.ts';
import type { GraphClient } from './graph-client.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** Of a mail that is too large. */
const headerBytes = 256 * 1024;

/**
 * The bytes of a mail. How large it is Microsoft Graph does not say beforehand: of one over the limit the reading is
 * broken off, and its header block is kept, with a problem that says so.
 * @returns null where the mail is gone
 */
export async function fetchSource(
  client: GraphClient,
  id: string,
  maximumMessageBytes: number,
): Promise<FetchedMail | null> {
  try {
    return await client.ask(
      { path: `/messages/${encodeURIComponent(id)}/$value`, permission: 'Mail.Read' },
      async (answer) => {
        const { raw, isWhole } = await readUpTo(answer, maximumMessageBytes);
        return isWhole
          ? { uid: id, raw, problem: null }
          : { uid: id, raw: headerOf(raw), problem: describeTooLarge(null, maximumMessageBytes) };
      },
    );
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return null;
    throw error;
  }
}

async function readUpTo(
  answer: Response,
  limit: number,
): Promise<{ readonly raw: Buffer; readonly isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop breaks the connection off.
    if (bytes > limit) return { raw: Buffer.concat(chunks), isWhole: false };
  }
  return { raw: Buffer.concat(chunks), isWhole: true };
}

function headerOf(raw: Buffer): Buffer {
  const end = /\r?\n\r?\n/.exec(raw.subarray(0, headerBytes).toString('latin1'));
  return raw.subarray(0, end ? end.index + end[0].length : headerBytes);
}
