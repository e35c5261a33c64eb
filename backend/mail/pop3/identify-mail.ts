import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { hashBytes } from '../receive.ts';
import type { FetchedContent } from './fetch-mail.ts';
import type { ListedMail } from './list-mails.ts';
import type { MailboxMemory } from './mailbox-memory.ts';
import { nameContent, nameMail } from './plan-look.ts';
import { isStoredAs } from './same-mail.ts';

export interface Identity {
  /** In the ledger. */
  readonly name: string;
  readonly sha256: string;
  /** True: the ledger has this very mail. */
  readonly isKnown: boolean;
}

interface Circumstances {
  readonly db: Database;
  readonly log: Logger;
  readonly memory: MailboxMemory;
  /** Names of what this connection has read. */
  readonly seen: ReadonlySet<string>;
  /** Names of what may be deleted once it was read; loses those that turn out to stand for other mails. */
  readonly deletable: Set<string>;
  /** Reads the mail that is listed under a name, unless this connection has. */
  readonly readFirst: (name: string) => Promise<void>;
}

/**
 * Says which mail it is that was read. A name of the ledger is believed only with the content that belongs to it, and
 * what has a new name is new only if no other name has become untrue.
 * @returns null for one that is known whole and, being too large, cannot be compared
 */
export async function identifyMail(
  mail: ListedMail,
  content: FetchedContent,
  { db, log, memory, seen, deletable, readFirst }: Circumstances,
): Promise<Identity | null> {
  const { known, undeleted } = memory;
  const sha256 = hashBytes(content.raw);
  const name = nameMail(mail, sha256);

  async function forget(names: readonly string[]): Promise<void> {
    await memory.forget(names);
    for (const one of names) deletable.delete(one);
  }

  const entry = known.get(name);
  if (entry && content.problem !== null && deletable.has(name)) {
    undeleted.set(name, 'too large to be compared');
    return null;
  }
  if (entry && (entry.sha256 === sha256 || (await isStoredAs(db, entry.sha256, content.raw)))) {
    known.set(name, { sha256: entry.sha256, size: mail.size });
    return { name, sha256: entry.sha256, isKnown: true };
  }
  if (entry) {
    // What one name stands for no more another may: all that was not read yet is known by its content from now on.
    log.warn({ uid: name }, 'the server has given a unique id to another mail');
    await forget([...known.keys()].filter((one) => !seen.has(one)));
  }
  if (mail.unique) {
    // It had to be told by its content before, and stands alone with its unique id now.
    if (known.has(nameContent(sha256))) await forget([nameContent(sha256)]);
    // A second one with the same bytes, or the only one under a new name: the old name tells, once it was read.
    for (const namesake of known.namesOf(sha256)) if (!seen.has(namesake)) await readFirst(namesake);
  }
  return { name, sha256, isKnown: false };
}
