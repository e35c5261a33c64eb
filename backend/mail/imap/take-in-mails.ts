import type { ImapFlow } from 'imapflow';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import type { MailboxServer, MailboxTools } from '../in/mailbox-session.ts';
import { openStuckMails, storeFetched } from '../in/store-fetched.ts';
import { describeStorageFailure } from '../storage-failure.ts';
import { disposeMails } from './dispose-mails.ts';
import { type Batch, fetchBatch, planBatches } from './fetch-mails.ts';
import {
  closeEarlierEpochs,
  type FetchedMail,
  type MailboxPlace,
  markDisposed,
  readLedger,
  readUndisposedUids,
} from '../in/mailbox-ledger.ts';
import type { SpecialFolders } from './special-folders.ts';

export interface TakeIn {
  /**
   * Takes in every mail that is not known yet, and does what is still to do in the mailbox.
   * @returns what is not as configured, in words for people, or null
   */
  readonly run: () => Promise<string | null>;
}

/** How many mails are moved or marked by one command. */
const disposedAtOnce = 500;

/**
 * Takes mails in from the folder that is selected. The order is the promise: fetched, stored and committed, and only
 * then moved or marked. A mail that cannot be fetched or stored is left in the mailbox, named in the log, and tried
 * again at the next look; it never keeps the others waiting.
 */
export async function openTakeIn(
  { db, log }: MailboxTools,
  server: MailboxServer<ImapServer>,
  client: ImapFlow,
  place: MailboxPlace,
  folders: SpecialFolders,
): Promise<TakeIn> {
  const { afterStoring, maximumMessageBytes } = server.incoming;
  const known = new Set([...(await readLedger(db, place)).keys()].map(Number));
  const stuck = openStuckMails(log, place);
  let highest: number | null = null;
  let hasClosedEarlier = false;

  const isEmpty = (): boolean => client.mailbox !== false && client.mailbox.exists === 0;

  async function findNew(): Promise<readonly number[]> {
    // All of them the first time: a mail below the highest one may have failed before.
    const query = highest === null ? { all: true } : { uid: `${highest + 1}:*` };
    // Also of an empty folder something is asked: without IDLE only then the server tells of a first mail, and a
    // server that is gone is found out.
    if (isEmpty()) await client.noop();
    const found = isEmpty() ? [] : await client.search(query, { uid: true });
    if (!Array.isArray(found)) throw new Error(`the server did not list ${folders.inbox}`);
    for (const uid of found) if (uid > (highest ?? 0)) highest = uid;
    highest ??= 0;
    return [...new Set([...found, ...stuck.uids().map(Number)])].filter((uid) => !known.has(uid));
  }

  async function fetch(batch: Batch): Promise<readonly FetchedMail[]> {
    try {
      return await fetchBatch(client, batch, maximumMessageBytes);
    } catch (error) {
      if (!client.usable) throw error;
      if (batch.length > 1) {
        const singles = [];
        for (const mail of batch) singles.push(...(await fetch([mail])));
        return singles;
      }
      stuck.add(
        batch.map(({ uid }) => String(uid)),
        error,
      );
      return [];
    }
  }

  async function store(mails: readonly FetchedMail[]): Promise<readonly FetchedMail[]> {
    const stored = await storeFetched(db, place, mails, afterStoring.action === 'keep', stuck);
    for (const { uid } of stored) known.add(Number(uid));
    return stored;
  }

  async function dispose(uids: readonly number[]): Promise<string | null> {
    for (let from = 0; from < uids.length; from += disposedAtOnce) {
      const some = uids.slice(from, from + disposedAtOnce);
      const { done, problem } = await disposeMails(client, afterStoring, folders, some);
      if (!client.usable) throw new Error('the connection ended');
      if (!done) return problem;
      await markDisposed(db, place, some.map(String)).catch((error: unknown) => {
        throw describeStorageFailure(error);
      });
    }
    return null;
  }

  async function storeAndDispose(mails: readonly FetchedMail[]): Promise<void> {
    const stored = await store(mails);
    const movable = stored.filter((mail) => mail.problem === null).map((mail) => Number(mail.uid));
    if (afterStoring.action !== 'keep') await dispose(movable);
    if (stored.length > 0) log.debug({ server: server.key, mails: stored.length }, 'took mails in');
  }

  return {
    async run() {
      // One batch is stored while the next is fetched, never more, so that memory stays bounded.
      let storing = Promise.resolve();
      try {
        for await (const batch of planBatches(client, await findNew(), maximumMessageBytes)) {
          const mails = await fetch(batch);
          await storing;
          storing = storeAndDispose(mails);
          storing.catch(() => undefined);
        }
      } finally {
        await storing;
      }
      if (!hasClosedEarlier) await closeEarlierEpochs(db, place);
      hasClosedEarlier = true;
      const problem = await dispose((await readUndisposedUids(db, place)).map(Number));
      return problem ?? stuck.describe();
    },
  };
}
