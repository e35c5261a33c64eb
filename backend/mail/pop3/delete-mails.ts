import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal } from './pop3-errors.ts';

/** A mail that this connection has read. */
export interface ReadMail {
  readonly number: number;
  /** In the ledger. */
  readonly name: string;
  readonly sha256: string;
}

/**
 * Deletes mails and ends the session, since before its end a POP3 server deletes nothing (RFC 1939, 6).
 * @param undeleted takes the names of those that the server refuses to delete, with its words
 * @returns content by name of those that are deleted for certain
 */
export async function deleteMails(
  connection: Pop3Connection,
  mails: readonly ReadMail[],
  undeleted: Map<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const marked = new Map<string, string>();
  for (const { number, name, sha256 } of mails) {
    try {
      await connection.command(`DELE ${number}`);
      marked.set(name, sha256);
    } catch (error) {
      if (!(error instanceof Pop3Refusal)) throw error;
      undeleted.set(name, error.response);
    }
  }
  try {
    await connection.command('QUIT');
    return marked;
  } catch (error) {
    // Which of them are left the next look finds out: unless they were refused they are read and compared again.
    if (error instanceof Pop3Refusal) for (const name of marked.keys()) undeleted.set(name, error.response);
    return new Map();
  }
}
