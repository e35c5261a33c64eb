import type { Database } from '../../db/database.ts';
import { hashBytes } from '../receive.ts';
import { describeStorageFailure } from '../storage-failure.ts';

/** What servers on mbox files write into the header of a mail that was read or listed. */
const notes = /^(?:x-)?(?:status|uidl?|keywords|imap|imapbase|mozilla-status2?):|^(?:content-length|lines):/i;
const lineFeed = 0x0a;

/**
 * True if the mail that was stored under this name of a blob is the same as these bytes, but for what servers
 * themselves write into headers.
 * @throws ConnectionFailure
 */
export async function isStoredAs({ kysely }: Database, sha256: string, raw: Buffer): Promise<boolean> {
  const stored = await kysely
    .selectFrom('blob')
    .select('bytes')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw describeStorageFailure(error);
    });
  return stored !== undefined && hashWithoutNotes(stored.bytes) === hashWithoutNotes(raw);
}

/** Hashes a mail without the fields of its header that servers write; linear in its length. */
export function hashWithoutNotes(raw: Buffer): string {
  const kept: Buffer[] = [];
  let isNote = false;
  for (let at = 0; at < raw.length;) {
    const lineEnd = raw.indexOf(lineFeed, at);
    const next = lineEnd < 0 ? raw.length : lineEnd + 1;
    const line = raw.subarray(at, next);
    const begin = line.toString('latin1', 0, 40);
    if (begin.trim() === '') {
      kept.push(raw.subarray(at));
      break;
    }
    if (!/^[ \t]/.test(begin)) isNote = notes.test(begin);
    if (!isNote) kept.push(line);
    at = next;
  }
  return hashBytes(Buffer.concat(kept));
}
