import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxTools } from '../in/mailbox-session.ts';
import { storeFetched } from '../in/store-fetched.ts';
import type { ReadMail } from './delete-mails.ts';
import { type FetchedContent, fetchMail } from './fetch-mail.ts';
import { identifyMail } from './identify-mail.ts';
import type { ListedMail } from './list-mails.ts';
import type { MailboxMemory } from './mailbox-memory.ts';
import { describeMail } from './plan-look.ts';
import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';

interface Wanted {
  /** To be read, in this order. */
  readonly mails: readonly ListedMail[];
  /** All that are there. */
  readonly listed: readonly ListedMail[];
  /**
   * Names of what may be deleted once it was read: loses those that turn out to stand for other mails, and gains those
   * that are safe now where they are deleted at once.
   */
  readonly deletable: Set<string>;
  readonly top: boolean;
}

interface Reading {
  /** Everything that this connection has read. */
  readonly read: readonly ReadMail[];
  /** How many are safe now that were not, or have turned out to make trouble. */
  readonly progress: number;
  /** What has broken the connection, or null. */
  readonly broken: Error | null;
}

interface Unstored extends FetchedContent, ReadMail {
  readonly mail: ListedMail;
}

/** How many bytes and mails are committed at once: what two batches take in memory is bounded by it. */
const batchBytes = 4 * 1024 * 1024;
const batchMails = 50;

/**
 * Reads mails and stores those that are not safe yet.
 * @throws ConnectionFailure where nothing can be stored at present
 */
export async function readMails(
  { db, log }: MailboxTools,
  { afterStoring, maximumMessageBytes }: Pop3Server,
  place: MailboxPlace,
  memory: MailboxMemory,
  connection: Pop3Connection,
  { mails, listed, deletable, top }: Wanted,
): Promise<Reading> {
  const { known, troubled, stuck, undeleted } = memory;
  const read: ReadMail[] = [];
  const seen = new Set<string>();
  const done = new Set<ListedMail>();
  let batch: Unstored[] = [];
  let storing = Promise.resolve();
  let progress = 0;
  let broken: Error | null = null;

  async function readFirst(uid: string): Promise<void> {
    const mail = listed.find((other) => other.unique && other.uid === uid);
    if (mail) await readOne(mail);
  }

  async function readOne(mail: ListedMail): Promise<void> {
    if (broken || done.has(mail)) return;
    done.add(mail);
    const content = await fetch(mail);
    const identity =
      content && (await identifyMail(mail, content, { db, log, memory, seen, deletable, readFirst }));
    // Who breaks off while a namesake is read leaves it open what this one is.
    if (!content || !identity || (broken && content.problem === null)) return;
    const { name, sha256, isKnown } = identity;
    read.push({ number: mail.number, name, sha256 });
    // Several with the same content, which alone names them, are one mail.
    if (!isKnown && !seen.has(name)) batch.push({ ...content, number: mail.number, name, sha256, mail });
    seen.add(name);
    const bytes = batch.reduce((sum, { raw }) => sum + raw.length, 0);
    if (batch.length >= batchMails || bytes >= batchBytes) await flush();
  }

  async function fetch(mail: ListedMail): Promise<FetchedContent | null> {
    const name = describeMail(mail);
    try {
      const content = await fetchMail(connection, mail, { maximumMessageBytes, top });
      troubled.delete(name);
      stuck.remove([name]);
      if (!connection.isOpen()) broken = new Pop3Violation('it sends more than was wanted');
      return content;
    } catch (error) {
      // It may be this mail that breaks the connection: all others come first from now on.
      if (!troubled.has(name)) progress += 1;
      troubled.add(name);
      if (error instanceof Pop3Refusal) {
        stuck.add([name], error);
      } else {
        broken = error instanceof Error ? error : new Error(String(error));
        log.warn({ uid: name }, 'the connection broke while this mail was read');
      }
      return null;
    }
  }

  async function store(some: readonly Unstored[]): Promise<void> {
    const fetched = some.map(({ name, raw, problem }) => ({ uid: name, raw, problem }));
    const stored = await storeFetched(db, place, fetched, afterStoring.action === 'keep', stuck);
    const safe = new Set(stored.map(({ uid }) => uid));
    progress += safe.size;
    for (const { name, sha256, mail, problem } of some) {
      if (!safe.has(name)) {
        troubled.add(describeMail(mail));
        continue;
      }
      known.set(name, { sha256, size: mail.size });
      if (afterStoring.action === 'keep' || afterStoring.afterDays > 0 || problem !== null) continue;
      if (memory.deleted.get(name) === sha256) undeleted.set(name, 'deleted, and there again');
      else deletable.add(name);
    }
  }

  async function flush(): Promise<void> {
    const some = batch;
    batch = [];
    // One batch is stored while the next is read, never more, so that memory stays bounded.
    await storing;
    storing = store(some);
    storing.catch(() => undefined);
  }

  for (const mail of mails) await readOne(mail);
  await flush();
  await storing;
  return { read, progress, broken };
}
