import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { describeTooLarge } from '../in/too-large-mail.ts';
import type { ListedMail } from './list-mails.ts';
import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal } from './pop3-errors.ts';

export interface FetchedContent {
  /** The whole mail, or its header block alone. */
  readonly raw: Buffer;
  /** Why it is not whole, in words for people. */
  readonly problem: string | null;
}

type Limits = Pick<Pop3Server, 'maximumMessageBytes'> & {
  /** False: headers too are read by RETR, of which only the beginning is waited for; that ends the connection. */
  readonly top: boolean;
};

const headerBytes = 256 * 1024;

/**
 * Reads a mail; of one over the limit, by its listed size or by what really comes, the header block alone.
 * @throws Pop3Refusal where the server does not give it; anything else has ended the connection
 */
export async function fetchMail(
  connection: Pop3Connection,
  { number, size }: ListedMail,
  { maximumMessageBytes, top }: Limits,
): Promise<FetchedContent> {
  const isListedTooLarge = size > maximumMessageBytes;
  if (isListedTooLarge && top) {
    try {
      const { body } = await connection.multiLine(`TOP ${number} 0`, headerBytes);
      return { raw: cutHeader(body), problem: describeTooLarge(size, maximumMessageBytes) };
    } catch (error) {
      if (!(error instanceof Pop3Refusal)) throw error;
    }
  }
  const limit = isListedTooLarge ? headerBytes : maximumMessageBytes;
  const { body, whole } = await connection.multiLine(`RETR ${number}`, limit);
  if (whole) return { raw: body, problem: null };
  return {
    raw: cutHeader(body),
    problem: describeTooLarge(isListedTooLarge ? size : null, maximumMessageBytes),
  };
}

function cutHeader(bytes: Buffer): Buffer {
  const ends = ['\r\n\r\n', '\n\n']
    .map((end) => ({ at: bytes.indexOf(end), length: end.length }))
    .filter(({ at }) => at >= 0)
    .map(({ at, length }) => at + length);
  return bytes.subarray(0, Math.min(headerBytes, ...ends, bytes.length));
}
