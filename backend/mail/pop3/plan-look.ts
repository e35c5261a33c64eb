import type { KnownMail } from './known-mails.ts';
import type { ListedMail } from './list-mails.ts';

interface Circumstances {
  /** By their names in the ledger. */
  readonly known: ReadonlyMap<string, KnownMail>;
  /** Names of those that are to be deleted now. */
  readonly due: ReadonlySet<string>;
  /** As `describeMail` says: those that made trouble before. */
  readonly troubled: ReadonlySet<string>;
  /** True: since all of them were read, the list has not changed. */
  readonly isUnchanged: boolean;
  readonly maximumMessageBytes: number;
  /** False: to read a mail that is too large costs the connection. */
  readonly top: boolean;
  /** How many are read by one connection. */
  readonly atOnce: number;
}

interface Plan {
  readonly mails: readonly ListedMail[];
  /** There are others for another look. */
  readonly more: boolean;
}

/**
 * Which mails this look at the mailbox reads: new ones, and those that have to be read again, since what is deleted was
 * read in the same session or since only their content tells which they are. Where there are none, one that costs the
 * connection; and where there are none of those, the ones that made trouble, which never keep the others waiting.
 */
export function planLook(listed: readonly ListedMail[], about: Circumstances): Plan {
  const areContentsDue = [...about.due].some(isContent);
  const wanted = listed.filter((mail) => isWanted(mail, about, areContentsDue));
  const groups = Object.groupBy(wanted, (mail) => {
    if (about.troubled.has(describeMail(mail))) return 'troubled';
    if (!about.top && mail.size > about.maximumMessageBytes) return 'costly';
    return mail.unique && about.known.has(mail.uid) ? 'again' : 'fresh';
  });
  const { fresh = [], again = [], costly = [], troubled = [] } = groups;
  // Those without a name of their own are known only once all of them were read.
  const limit = fresh.every(({ unique }) => unique) ? about.atOnce : wanted.length;
  const easy = [...fresh, ...again].slice(0, limit);
  const mails = [easy, costly.slice(0, 1), troubled].find((some) => some.length > 0) ?? [];
  return { mails, more: mails.length < wanted.length };
}

function isWanted(
  mail: ListedMail,
  { known, due, isUnchanged }: Circumstances,
  areContentsDue: boolean,
): boolean {
  if (!mail.unique) return !isUnchanged || areContentsDue;
  const entry = known.get(mail.uid);
  // Another size under the same unique id: the server may have given it to another mail.
  return !entry || due.has(mail.uid) || (entry.size !== null && entry.size !== mail.size);
}

/** What the ledger calls a mail: by its unique id, and where others have the same or it has none by its content. */
export function nameMail({ uid, unique }: ListedMail, sha256: string): string {
  return unique ? uid : nameContent(sha256);
}

/** No unique id has a space. */
export function nameContent(sha256: string): string {
  return ` ${sha256}`;
}

function isContent(name: string): boolean {
  return name.startsWith(' ');
}

/** Names in the ledger that no listed mail can have: their mails are gone, or are called otherwise now. */
export function findGone(names: Iterable<string>, listed: readonly ListedMail[]): readonly string[] {
  const single = new Set(listed.filter(({ unique }) => unique).map(({ uid }) => uid));
  const areThereOthers = listed.some(({ unique }) => !unique);
  return [...names].filter((name) => (isContent(name) ? !areThereOthers : !single.has(name)));
}

/** For messages, and to remember a mail by from one look to the next. */
export function describeMail({ number, uid, unique }: ListedMail): string {
  return unique ? uid : `${uid} (no. ${number})`;
}
