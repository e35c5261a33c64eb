import type { EwsMailbox } from '../../../contract/domain/mail-server.ts';
import {
  type FetchedMail,
  type MailboxPlace,
  markDisposed,
  markGone,
  readKnownUids,
  readLedger,
  readUndisposedUids,
} from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxTools } from '../in/mailbox-session.ts';
import { openStuckMails, storeFetched } from '../in/store-fetched.ts';
import { describeStorageFailure } from '../storage-failure.ts';
import { describeDisposal } from './dispose-items.ts';
import type { EwsClient } from './ews-client.ts';
import type { FoundFolder } from './ews-folder.ts';
import { fetchItems, planBatches } from './fetch-items.ts';
import { type FolderItem, syncFolder } from './sync-folder.ts';
import { openSyncState } from './sync-state.ts';

export interface TakeInItems {
  /**
   * Takes in every mail that has come since the last look, and does what is still to do in the mailbox.
   * @returns what is not as configured, in words for people, or null
   */
  readonly run: () => Promise<string | null>;
}

/** How many mails are moved or marked by one request. */
const disposedAtOnce = 100;
/** Of how many mails the ledger is asked at once. */
const askedAtOnce = 1000;

/**
 * Takes mails in from one folder, change by change. The order is the promise: fetched, stored and committed, then moved
 * or marked, and only then is the state written that the next look begins at. While a mail could not be taken in the
 * state stays before it.
 */
export function openTakeInItems(
  { db, log }: MailboxTools,
  server: MailboxServer<EwsMailbox>,
  client: EwsClient,
  place: MailboxPlace,
  folder: FoundFolder,
): TakeInItems {
  const { afterStoring, maximumMessageBytes } = server.incoming;
  const kept = openSyncState(db, server.id, `${place.mailbox}#${folder.id}`);
  const dispose = describeDisposal(client, afterStoring);
  const stuck = openStuckMails(log, place);
  const waiting = new Map<string, FolderItem>();
  let state: string | null = null;

  async function fetch(batch: readonly FolderItem[]): Promise<readonly FetchedMail[]> {
    const mails: FetchedMail[] = [];
    for (const fetched of await fetchItems(client, batch, maximumMessageBytes)) {
      if (fetched.state === 'fetched') mails.push(fetched.mail);
      if (fetched.state === 'gone') stuck.remove([fetched.id]);
      // It keeps no other waiting.
      if (fetched.state === 'failed') stuck.add([fetched.id], fetched.error);
    }
    return mails;
  }

  async function disposeAll(uids: readonly string[]): Promise<string | null> {
    if (dispose === null) return null;
    for (let from = 0; from < uids.length; from += disposedAtOnce) {
      const { done, problem } = await dispose(uids.slice(from, from + disposedAtOnce));
      await markDisposed(db, place, done).catch((error: unknown) => {
        throw describeStorageFailure(error);
      });
      if (problem !== null) return problem;
    }
    return null;
  }

  async function withoutKnown(items: readonly FolderItem[]): Promise<readonly FolderItem[]> {
    const fresh: FolderItem[] = [];
    for (let from = 0; from < items.length; from += askedAtOnce) {
      const some = items.slice(from, from + askedAtOnce);
      const known = await readKnownUids(
        db,
        place,
        some.map(({ id }) => id),
      );
      fresh.push(...some.filter(({ id }) => !known.has(id)));
    }
    return fresh;
  }

  async function takeIn(items: readonly FolderItem[]): Promise<void> {
    const fresh = await withoutKnown(items);
    for (const item of fresh) waiting.set(item.id, item);
    for (const batch of planBatches(fresh, maximumMessageBytes)) {
      const stored = await storeFetched(db, place, await fetch(batch), dispose === null, stuck);
      await disposeAll(stored.filter(({ problem }) => problem === null).map(({ uid }) => uid));
      if (stored.length > 0) log.debug({ server: server.key, mails: stored.length }, 'took mails in');
    }
    const left = new Set(stuck.uids());
    for (const id of waiting.keys()) if (!left.has(id)) waiting.delete(id);
  }

  async function forget(gone: readonly string[]): Promise<void> {
    stuck.remove(gone);
    await markGone(db, place, gone);
  }

  async function goOnAt(next: string): Promise<void> {
    state = next;
    if (stuck.uids().length === 0) await kept.write(next);
  }

  /**
   * Lists the whole folder before anything is taken in: what of the ledger is not in it any more is set aside, so that a
   * mail whose name has changed is known by its content.
   */
  async function listAnew(): Promise<void> {
    const items = new Map<string, FolderItem>();
    let next: string | null = null;
    for (let isLast = false; !isLast;) {
      const page = await syncFolder(client, folder.id, next);
      if (page === null) throw new Error('the folder changed while it was listed');
      for (const item of page.items) items.set(item.id, item);
      for (const id of page.gone) items.delete(id);
      ({ state: next, isLast } = page);
    }
    const ledger = await readLedger(db, place);
    await forget([...ledger.keys()].filter((id) => !items.has(id)));
    await takeIn([...items.values()]);
    if (next !== null) await goOnAt(next);
  }

  async function followChanges(): Promise<void> {
    state ??= await kept.read();
    while (state !== null) {
      const page = await syncFolder(client, folder.id, state);
      if (page === null) {
        log.info(
          { server: server.key },
          'Exchange no longer knows how far it was read; listing the folder anew',
        );
        break;
      }
      await forget(page.gone);
      await takeIn(page.items);
      await goOnAt(page.state);
      if (page.isLast) return;
    }
    await listAnew();
  }

  return {
    async run() {
      await takeIn([...waiting.values()]);
      await followChanges();
      return (await disposeAll(await readUndisposedUids(db, place))) ?? stuck.describe();
    },
  };
}
