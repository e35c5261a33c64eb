import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { describeStorageFailure, isRefusedMail } from '../storage-failure.ts';
import { type FetchedMail, type MailboxPlace, recordMails } from './mailbox-ledger.ts';

/** Mails that could not be fetched or stored: they stay in the mailbox and are tried again at the next look. */
export interface StuckMails {
  readonly uids: () => readonly string[];
  readonly add: (uids: readonly string[], error: unknown) => void;
  readonly remove: (uids: readonly string[]) => void;
  /** In words for people; null where there are none. */
  readonly describe: () => string | null;
}

export function openStuckMails(log: Logger, place: MailboxPlace): StuckMails {
  const stuck = new Map<string, string>();
  return {
    uids: () => [...stuck.keys()],
    add(uids, error) {
      for (const uid of uids) {
        if (!stuck.has(uid)) {
          const where = { server: place.serverKey, mailbox: place.mailbox, uid };
          log.error({ err: error, ...where }, 'a mail could not be taken in');
        }
        stuck.set(uid, error instanceof Error ? error.message : String(error));
      }
    },
    remove(uids) {
      for (const uid of uids) stuck.delete(uid);
    },
    describe() {
      const [first] = stuck;
      if (!first) return null;
      return `${stuck.size} mail(s) could not be taken in and stay in the mailbox; the first has UID ${first[0]}: ${first[1]}.`;
    },
  };
}

/**
 * Stores mails that were fetched. One that the database refuses is set aside and does not keep the others waiting.
 * @param leave true: nothing is to be done in the mailbox afterwards
 * @returns those that are safe now
 * @throws ConnectionFailure where nothing can be stored at present
 */
export async function storeFetched(
  db: Database,
  place: MailboxPlace,
  mails: readonly FetchedMail[],
  leave: boolean,
  stuck: StuckMails,
): Promise<readonly FetchedMail[]> {
  if (mails.length === 0) return [];
  try {
    await recordMails(db, place, mails, leave);
  } catch (error) {
    if (!isRefusedMail(error)) throw describeStorageFailure(error);
    if (mails.length > 1) {
      const stored = [];
      for (const mail of mails) stored.push(...(await storeFetched(db, place, [mail], leave, stuck)));
      return stored;
    }
    stuck.add(
      mails.map(({ uid }) => uid),
      error,
    );
    return [];
  }
  stuck.remove(mails.map(({ uid }) => uid));
  return mails;
}
