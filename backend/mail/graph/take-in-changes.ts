import type { GraphMailbox } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure, sayProblem } from '../connection-problem.ts';
import {
  type FetchedMail,
  type MailboxPlace,
  markDisposed,
  readKnownUids,
  readUndisposedUids,
} from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxTools } from '../in/mailbox-session.ts';
import { openStuckMails, storeFetched } from '../in/store-fetched.ts';
import { describeStorageFailure } from '../storage-failure.ts';
import { describeDisposal } from './dispose-graph-mail.ts';
import { fetchSource } from './fetch-source.ts';
import { mailboxOf } from './graph-account.ts';
import type { GraphClient } from './graph-client.ts';
import { openGraphPosition } from './graph-position.ts';
import { GraphRefusal } from './graph-refusal.ts';
import { firstLink, readChanges } from './read-changes.ts';
import { type Batch, inBatches } from './side-by-side.ts';

export interface TakeInChanges {
  /**
   * Takes in every mail that has come since the last look, and does what is still to do in the mailbox.
   * @returns what is not as configured, in words for people, or null
   */
  readonly run: () => Promise<string | null>;
}

/** Requests of one reader at a time: of the four that a mailbox allows one is left to those who send. */
const atOnce = 3;
/** How many mails and bytes are stored by one commit. */
const batchMails = 50;
const batchBytes = 4 * 1024 * 1024;

/**
 * Takes mails in from one folder, change by change. The order is the promise: fetched, stored and committed, then moved
 * or marked, and only then is the position written that the next look begins at. While a mail could not be taken in the
 * position stays before it. Without a position, or where the server knows it no more, the folder is listed anew and
 * the ledger tells which mails are known.
 */
export function openTakeInChanges(
  { db, log }: MailboxTools,
  server: MailboxServer<GraphMailbox>,
  client: GraphClient,
  place: MailboxPlace,
  folderId: string,
): TakeInChanges {
  const { afterStoring, maximumMessageBytes } = server.incoming;
  const position = openGraphPosition(db, server.id, `${place.mailbox}/${folderId}`);
  const dispose = describeDisposal(client, afterStoring);
  const stuck = openStuckMails(log, place);
  let link: string | null = null;

  /** A mail that the server does not hand over keeps no other waiting; all else ends the session. */
  async function fetch(uid: string): Promise<FetchedMail | null> {
    try {
      return await fetchSource(client, uid, maximumMessageBytes);
    } catch (error) {
      if (!(error instanceof GraphRefusal) || !isAboutMail(error)) throw error;
      stuck.add([uid], error);
      return null;
    }
  }

  async function disposeAll(uids: readonly string[]): Promise<string | null> {
    if (dispose === null) return null;
    let problem: string | null = null;
    const one = async (uid: string): Promise<string | null> => {
      try {
        await dispose(uid);
        return uid;
      } catch (error) {
        // The mails are safe: what is not permitted is said, and reading goes on.
        if (!(error instanceof GraphRefusal) || error.problem.retryAt) throw error;
        problem = sayProblem(error.problem);
        return null;
      }
    };
    for await (const batch of inBatches(uids, atOnce, one, { items: 20, size: () => 0, bytes: 1 })) {
      await markDisposed(db, place, batch).catch((error: unknown) => {
        throw describeStorageFailure(error);
      });
      if (problem !== null) return problem;
    }
    return problem;
  }

  async function takeIn(uids: readonly string[]): Promise<void> {
    const known = await readKnownUids(db, place, uids);
    const fresh = uids.filter((uid) => !known.has(uid));
    stuck.remove(uids.filter((uid) => known.has(uid)));
    const limits = { items: batchMails, bytes: batchBytes, size: ({ raw }: FetchedMail) => raw.length };
    const batches: AsyncIterable<Batch<FetchedMail>> = inBatches(fresh, atOnce, fetch, limits);
    for await (const mails of batches) {
      const stored = await storeFetched(db, place, mails, dispose === null, stuck);
      await disposeAll(stored.filter(({ problem }) => problem === null).map(({ uid }) => uid));
      if (stored.length > 0) log.debug({ server: server.key, mails: stored.length }, 'took mails in');
    }
  }

  async function followChanges(): Promise<void> {
    link ??= (await position.read()) ?? firstLink(folderId);
    for (let expired = false; ;) {
      const page = await readChanges(client, link);
      if (page === null) {
        if (expired) throw expiredAgain(server);
        expired = true;
        log.info({ server: server.key }, 'the position in the folder has expired; listing it anew');
        await position.forget();
        link = firstLink(folderId);
        continue;
      }
      await takeIn(page.ids);
      link = page.next;
      if (stuck.uids().length === 0) await position.write(link);
      if (page.isLast) return;
    }
  }

  return {
    async run() {
      await takeIn(stuck.uids());
      await followChanges();
      return (await disposeAll(await readUndisposedUids(db, place))) ?? stuck.describe();
    },
  };
}

/** Not of the mailbox, the permission, or a server that cannot answer anybody. */
function isAboutMail({ status, problem }: GraphRefusal): boolean {
  return !problem.lasting && problem.retryAt === undefined && ![502, 503, 504].includes(status);
}

function expiredAgain({ incoming }: MailboxServer<GraphMailbox>): ConnectionFailure {
  const { host } = new URL(incoming.url);
  return new ConnectionFailure({
    step: 'mailbox',
    sentence: `${host} has forgotten twice in a row how far ${mailboxOf(incoming)} was read.`,
    mend: 'Postroom lists the folder anew; if it lasts, a folder with fewer mails in it is listed faster.',
    lasting: false,
  });
}
