import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { type MailboxPlace, markGone, readLedger } from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxTools } from '../in/mailbox-session.ts';
import { openStuckMails, storeFetched } from '../in/store-fetched.ts';
import { hashBytes } from '../receive.ts';
import { describeStorageFailure } from '../storage-failure.ts';
import { readLoginDelay } from './capabilities.ts';
import type { Pop3Mailbox } from './connect-pop3.ts';
import { deleteMails, type ReadMail } from './delete-mails.ts';
import { readDueForDeletion } from './due-for-deletion.ts';
import { type FetchedContent, fetchMail } from './fetch-mail.ts';
import { type ListedMail, listMails } from './list-mails.ts';
import { describeMail, findGone, type KnownMail, nameMail, planLook } from './plan-look.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';

export interface Look {
  /** True: there is more to do, by another connection. */
  readonly again: boolean;
  /** What is not as configured, in words for people, or null. */
  readonly problem: string | null;
}

/** How many mails one connection reads: what it deletes is deleted when it ends, and lost labour when it breaks. */
const mailsAtOnce = 500;
/** How many bytes and mails are committed at once: what two batches take in memory is bounded by it. */
const batchBytes = 4 * 1024 * 1024;
const batchMails = 50;

/**
 * Takes mails in, one connection for each look. The order is the promise: read, stored and committed, and only then
 * deleted. Nothing is deleted that the same connection has not read: after a crash, or days later, a mail is read
 * again and compared first, since a server may have given its unique id to another one. A mail that cannot be read or
 * stored is left in the mailbox and named in the log; it never keeps the others waiting.
 */
export async function openTakeIn(
  { db, log }: MailboxTools,
  { incoming, key }: MailboxServer<Pop3Server>,
  place: MailboxPlace,
): Promise<{ readonly look: (mailbox: Pop3Mailbox) => Promise<Look> }> {
  const { afterStoring, maximumMessageBytes } = incoming;
  const isDeletedAtOnce = afterStoring.action === 'delete' && afterStoring.afterDays === 0;
  const ledger = await readLedger(db, place);
  const known = new Map<string, KnownMail>(
    [...ledger].map(([name, { sha256 }]) => [name, { sha256, size: null }]),
  );
  const stuck = openStuckMails(log, place);
  const troubled = new Set<string>();
  /** Names of mails that the server does not delete, and its words. */
  const undeleted = new Map<string, string>();
  /** Content by name of what the last look deleted. */
  let deleted: ReadonlyMap<string, string> = new Map();
  let settledList = '';

  async function forget(names: readonly string[]): Promise<void> {
    await markGone(db, place, names).catch((error: unknown) => {
      throw describeStorageFailure(error);
    });
    for (const name of names) {
      known.delete(name);
      undeleted.delete(name);
    }
  }

  async function forgetGone(listed: readonly ListedMail[]): Promise<void> {
    await forget(findGone(known.keys(), listed));
    const present = new Set(listed.map(describeMail));
    stuck.remove(stuck.uids().filter((name) => !present.has(name)));
    for (const name of troubled) if (!present.has(name)) troubled.delete(name);
  }

  async function look({ connection, capabilities }: Pop3Mailbox): Promise<Look> {
    const listed = await listMails(connection, incoming);
    const list = hashBytes(Buffer.from(JSON.stringify(listed)));
    await forgetGone(listed);
    const due = await readDueForDeletion(db, place, afterStoring).catch((error: unknown) => {
      throw describeStorageFailure(error);
    });
    const deletable = new Set([...due].filter((name) => !undeleted.has(name)));
    const top = !incoming.disableTop && capabilities?.has('TOP') !== false;
    const { mails, more } = planLook(listed, {
      known,
      due: deletable,
      troubled,
      isUnchanged: list === settledList,
      maximumMessageBytes,
      top,
      atOnce: readLoginDelay(capabilities) > 0 ? listed.length : mailsAtOnce,
    });

    const read: ReadMail[] = [];
    let batch: Unstored[] = [];
    let storing = Promise.resolve();
    let progress = 0;

    /** @returns what is to be stored of it */
    async function judge(mail: ListedMail, content: FetchedContent): Promise<Unstored | null> {
      const sha256 = hashBytes(content.raw);
      const name = nameMail(mail, sha256);
      const entry = known.get(name);
      if (entry && entry.sha256 !== sha256 && content.problem !== null && due.has(name)) {
        // What was stored of it is whole.
        undeleted.set(name, 'too large to be compared');
        return null;
      }
      read.push({ number: mail.number, name, sha256 });
      if (entry?.sha256 === sha256) known.set(name, { sha256, size: mail.size });
      if (entry?.sha256 === sha256 || batch.some((other) => other.name === name)) return null;
      if (entry) {
        log.warn({ server: key, uid: name }, 'the server has given the unique id to another mail');
        await forget([name]);
        deletable.delete(name);
      }
      return { ...content, name, sha256, mail };
    }

    async function store(some: readonly Unstored[]): Promise<void> {
      const fetched = some.map(({ name, raw, problem }) => ({ uid: name, raw, problem }));
      const stored = await storeFetched(db, place, fetched, afterStoring.action === 'keep', stuck);
      const safe = new Set(stored.map(({ uid }) => uid));
      for (const { name, sha256, mail, problem } of some) {
        if (!safe.has(name)) {
          troubled.add(describeMail(mail));
          continue;
        }
        progress += 1;
        known.set(name, { sha256, size: mail.size });
        if (!isDeletedAtOnce || problem !== null) continue;
        if (deleted.get(name) === sha256) undeleted.set(name, 'deleted, and there again');
        else deletable.add(name);
      }
    }

    async function flush(): Promise<void> {
      const some = batch;
      batch = [];
      await storing;
      // One batch is stored while the next is read, never more, so that memory stays bounded.
      storing = store(some);
      storing.catch(() => undefined);
    }

    /** @returns what has broken the connection, or null */
    async function readAll(): Promise<unknown> {
      for (const mail of mails) {
        const name = describeMail(mail);
        try {
          const content = await fetchMail(connection, mail, { maximumMessageBytes, top });
          troubled.delete(name);
          stuck.remove([name]);
          const unstored = await judge(mail, content);
          if (unstored) batch.push(unstored);
          if (!connection.isOpen()) return new Pop3Violation('it sends more than was wanted');
        } catch (error) {
          if (connection.isOpen() && !(error instanceof Pop3Refusal)) throw error;
          if (!(error instanceof Pop3Refusal)) {
            // It may be this mail that breaks it: the others come first from now on.
            if (!troubled.has(name)) progress += 1;
            troubled.add(name);
            return error;
          }
          troubled.add(name);
          stuck.add([name], error);
        }
        const bytes = batch.reduce((sum, { raw }) => sum + raw.length, 0);
        if (batch.length >= batchMails || bytes >= batchBytes) await flush();
      }
      return null;
    }

    const broken = await readAll();
    await flush();
    await storing;
    if (broken === null) {
      const done = await deleteMails(
        connection,
        read.filter(({ name }) => deletable.has(name)),
        undeleted,
      );
      progress += done.size;
      await forget([...done.keys()]);
      deleted = done;
    } else if (progress === 0) throw broken;
    const again = (more || broken !== null) && progress > 0;
    settledList = again || stuck.uids().length > 0 ? '' : list;
    if (read.length > 0) log.debug({ server: key, mails: read.length }, 'read mails');
    return { again, problem: describeUndeleted(undeleted) ?? stuck.describe() };
  }

  return { look };
}

interface Unstored extends FetchedContent {
  readonly name: string;
  readonly sha256: string;
  readonly mail: ListedMail;
}

function describeUndeleted(undeleted: ReadonlyMap<string, string>): string | null {
  const [first] = undeleted;
  if (!first) return null;
  return `${undeleted.size} mail(s) are stored and stay in the mailbox, since the server does not delete them; the first has the unique id ${first[0]}: ${first[1]}. Check the rights of the account, or choose keep as afterStoring.`;
}
