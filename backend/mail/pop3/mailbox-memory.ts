import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { type MailboxPlace, markGone, readLedger } from '../in/mailbox-ledger.ts';
import { openStuckMails, type StuckMails } from '../in/store-fetched.ts';
import { describeStorageFailure } from '../storage-failure.ts';
import { KnownMails } from './known-mails.ts';
import type { ListedMail } from './list-mails.ts';
import { describeMail, findGone } from './plan-look.ts';

/** What is remembered of a mailbox from one look at it to the next. Names are those of the ledger. */
export interface MailboxMemory {
  /** What is safe and, as far as one can tell, in the mailbox. */
  readonly known: KnownMails;
  /** As `describeMail` says: what could not be read, or broke the connection. */
  readonly troubled: Set<string>;
  readonly stuck: StuckMails;
  /** What the server does not delete, with the reason in its words. */
  readonly undeleted: Map<string, string>;
  /** Content by name of what the last look deleted. */
  deleted: ReadonlyMap<string, string>;
  /** The list, hashed, all of whose mails are dealt with; null where there is none. */
  settledList: string | null;
  /** Their mails are gone; the ledger knows them by their content from now on. */
  readonly forget: (names: readonly string[]) => Promise<void>;
  /** Forgets all that is not listed any more. */
  readonly forgetGone: (listed: readonly ListedMail[]) => Promise<void>;
  /** What is not as configured, in words for people, or null. */
  readonly describe: () => string | null;
}

/** How long a server's refusal to delete a mail is believed, in milliseconds. */
const refusalHolds = 60 * 60_000;

export async function openMailboxMemory(
  db: Database,
  place: MailboxPlace,
  log: Logger,
): Promise<MailboxMemory> {
  const ledger = await readLedger(db, place).catch((error: unknown) => {
    throw describeStorageFailure(error);
  });
  const known = new KnownMails();
  for (const [name, { sha256 }] of ledger) known.set(name, { sha256, size: null });
  const troubled = new Set<string>();
  const stuck = openStuckMails(log, place);
  const undeleted = new Map<string, string>();
  let believedUntil = Date.now() + refusalHolds;

  async function forget(names: readonly string[]): Promise<void> {
    await markGone(db, place, names).catch((error: unknown) => {
      throw describeStorageFailure(error);
    });
    for (const name of names) {
      known.delete(name);
      undeleted.delete(name);
    }
  }

  return {
    known,
    troubled,
    stuck,
    undeleted,
    deleted: new Map(),
    settledList: null,
    forget,
    async forgetGone(listed) {
      await forget(findGone(known.keys(), listed));
      const present = new Set(listed.map(describeMail));
      stuck.remove(stuck.uids().filter((name) => !present.has(name)));
      for (const name of troubled) if (!present.has(name)) troubled.delete(name);
      if (Date.now() < believedUntil) return;
      undeleted.clear();
      believedUntil = Date.now() + refusalHolds;
    },
    describe: () => describeUndeleted(undeleted) ?? stuck.describe(),
  };
}

function describeUndeleted(undeleted: ReadonlyMap<string, string>): string | null {
  const [first] = undeleted;
  if (!first) return null;
  return `${undeleted.size} mail(s) are stored and stay in the mailbox, since the server does not delete them; the first has the unique id ${first[0]}: ${first[1]}. Check the rights of the account, or choose keep as afterStoring.`;
}
