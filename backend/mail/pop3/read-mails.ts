import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxTools } from '../in/mailbox-session.ts';
import { storeFetched } from '../in/store-fetched.ts';
import { hashBytes } from '../receive.ts';
import type { ReadMail } from './delete-mails.ts';
import { type FetchedContent, fetchMail } from './fetch-mail.ts';
import type { ListedMail } from './list-mails.ts';
import type { MailboxMemory } from './mailbox-memory.ts';
import { describeMail, nameMail } from './plan-look.ts';
import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';
import { isStoredAs } from './same-mail.ts';

interface Reading {
  /** Everything that this connection has read. */
  readonly read: readonly ReadMail[];
  /** Mails that are safe now and were not, or trouble found out about. */
  readonly progress: number;
  /** What has broken the connection, or null. */
  readonly broken: unknown;
}

interface Unstored extends FetchedContent, ReadMail {
  readonly mail: ListedMail;
}

/** How many bytes and mails are committed at once: what two batches take in memory is bounded by it. */
const batchBytes = 4 * 1024 * 1024;
const batchMails = 50;

/**
 * Reads mails in their order and stores those that are not safe yet.
 * @param deletable names of what may be deleted once it was read: loses those that turn out to be other mails, and
 *   gains those that are safe now where they are deleted at once
 * @throws ConnectionFailure where nothing can be stored at present
 */
export async function readMails(
  { db, log }: MailboxTools,
  {
    server,
    place,
    top,
  }: { readonly server: Pop3Server; readonly place: MailboxPlace; readonly top: boolean },
  memory: MailboxMemory,
  connection: Pop3Connection,
  mails: readonly ListedMail[],
  deletable: Set<string>,
): Promise<Reading> {
  const { afterStoring, maximumMessageBytes } = server;
  const { known, troubled, stuck, undeleted } = memory;
  const read: ReadMail[] = [];
  let batch: Unstored[] = [];
  let storing = Promise.resolve();
  let progress = 0;

  /** Adds it to the batch unless it is known. */
  async function take(mail: ListedMail, content: FetchedContent): Promise<void> {
    const found = hashBytes(content.raw);
    const name = nameMail(mail, found);
    const entry = known.get(name);
    const isSame = entry && entry.sha256 !== found && (await isStoredAs(db, entry.sha256, content.raw));
    const sha256 = isSame ? entry.sha256 : found;
    if (entry && content.problem !== null && deletable.has(name)) {
      // Of what is to be deleted the ledger has the whole, and this is not.
      undeleted.set(name, 'too large to be compared');
      return;
    }
    read.push({ number: mail.number, name, sha256 });
    if (entry?.sha256 === sha256) known.set(name, { sha256, size: mail.size });
    if (entry?.sha256 === sha256 || batch.some((other) => other.name === name)) return;
    if (entry) {
      log.warn({ uid: name }, 'the server has given a unique id to another mail');
      await memory.forget([name]);
      deletable.delete(name);
    }
    batch.push({ ...content, number: mail.number, name, sha256, mail });
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

  async function readAll(): Promise<unknown> {
    for (const mail of mails) {
      const name = describeMail(mail);
      const content = await fetchMail(connection, mail, { maximumMessageBytes, top }).catch(asError);
      if (content instanceof Error) {
        // It may be this mail that breaks the connection: all others come first from now on.
        if (!troubled.has(name)) progress += 1;
        troubled.add(name);
        if (!(content instanceof Pop3Refusal)) {
          log.warn({ uid: name }, 'the connection broke while this mail was read');
          return content;
        }
        stuck.add([name], content);
        continue;
      }
      troubled.delete(name);
      stuck.remove([name]);
      await take(mail, content);
      if (!connection.isOpen()) return new Pop3Violation('it sends more than was wanted');
      const bytes = batch.reduce((sum, { raw }) => sum + raw.length, 0);
      if (batch.length >= batchMails || bytes >= batchBytes) await flush();
    }
    return null;
  }

  const broken = await readAll();
  await flush();
  await storing;
  return { read, progress, broken };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
