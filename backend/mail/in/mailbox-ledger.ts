import { type Kysely, sql } from 'kysely';
import type { MailId, TenantId } from '../../../contract/domain/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';
import type { MailboxOrigin } from '../../db/mail-tables.ts';
import type { Schema } from '../../db/schema.ts';
import { hashBytes, receiveMails } from '../receive.ts';

/** A place in which what the server calls a mail means one mail: for IMAP a folder under one UIDVALIDITY. */
export interface MailboxPlace {
  readonly serverId: MailServerId;
  readonly tenantId: TenantId;
  readonly serverKey: string;
  readonly account: string;
  readonly via: MailboxOrigin['via'];
  /**
   * Account, host and folder, as a URL. The same configured server may come to mean another account, whose folder has
   * the same name and whose mails have the same UIDs: they are other mails.
   */
  readonly mailbox: string;
  /** UIDVALIDITY (RFC 9051, 2.3.1.1); a fixed word for protocols whose names are meant to last. */
  readonly epoch: string;
}

export interface FetchedMail {
  /** What the server calls it: a UID, a UIDL, an item id. */
  readonly uid: string;
  /** The whole mail; of one that is too large only its header block. */
  readonly raw: Buffer;
  /** Why it is not whole, in words for people; such a mail stays in the mailbox as it is. */
  readonly problem: string | null;
}

/** What the database knows of a mail in a place. */
export interface LedgerEntry {
  readonly sha256: string;
  /** True: what the configuration wants done with it in the mailbox was done. */
  readonly disposed: boolean;
}

/** Everything that the database knows of a place, by UID. */
export async function readLedger(
  db: Database,
  place: MailboxPlace,
): Promise<ReadonlyMap<string, LedgerEntry>> {
  const rows = await db.kysely
    .selectFrom('mailbox_message')
    .select(['uid', 'source_sha256', 'disposed_at'])
    .where('mail_server_id', '=', place.serverId)
    .where('folder', '=', place.mailbox)
    .where('uid_validity', '=', place.epoch)
    .execute();
  return new Map(
    rows.map((row) => [row.uid, { sha256: row.source_sha256, disposed: row.disposed_at !== null }]),
  );
}

/** Those among the UIDs that the database knows in the place: for places too large to be read as a whole. */
export async function readKnownUids(
  db: Database,
  place: MailboxPlace,
  uids: readonly string[],
): Promise<ReadonlySet<string>> {
  return selectKnown(db.kysely, place, uids);
}

/** Those of the place that are safe and still lie in the mailbox as they were. */
export async function readUndisposedUids(db: Database, place: MailboxPlace): Promise<readonly string[]> {
  const rows = await db.kysely
    .selectFrom('mailbox_message')
    .select('uid')
    .where('mail_server_id', '=', place.serverId)
    .where('folder', '=', place.mailbox)
    .where('uid_validity', '=', place.epoch)
    .where('disposed_at', 'is', null)
    .execute();
  return rows.map((row) => row.uid);
}

export async function markDisposed(
  db: Database,
  place: MailboxPlace,
  uids: readonly string[],
): Promise<void> {
  if (uids.length === 0) return;
  await db.kysely
    .updateTable('mailbox_message')
    .set({ disposed_at: sql<Date>`now()` })
    .where('mail_server_id', '=', place.serverId)
    .where('folder', '=', place.mailbox)
    .where('uid_validity', '=', place.epoch)
    .where('uid', 'in', [...uids])
    .execute();
}

/**
 * What was still to be done under an earlier UIDVALIDITY is not to be done any more: a mail that lies in the folder yet
 * has a new name there, under which it is dealt with, and one that was moved before the answer came is gone.
 */
export async function closeEarlierEpochs(db: Database, place: MailboxPlace): Promise<void> {
  await db.kysely
    .updateTable('mailbox_message')
    .set({ disposed_at: sql<Date>`now()` })
    .where('mail_server_id', '=', place.serverId)
    .where('folder', '=', place.mailbox)
    .where('uid_validity', '<>', place.epoch)
    .where('disposed_at', 'is', null)
    .execute();
}

/**
 * Mails that are no longer in the mailbox: should the server give one of their names to another mail, that one is
 * known by its content. They stay in the ledger, in an epoch of their own.
 */
export async function markGone(db: Database, place: MailboxPlace, uids: readonly string[]): Promise<void> {
  if (uids.length === 0) return;
  await db.transaction('system', async (tx) => {
    // A mail that was gone before, came back under the same name and is gone again.
    await sql`delete from mailbox_message older using mailbox_message present
      where older.mail_server_id = ${place.serverId} and older.folder = ${place.mailbox}
        and older.uid_validity = 'gone ' || older.mail_id
        and present.mail_server_id = older.mail_server_id and present.folder = older.folder
        and present.uid_validity = ${place.epoch} and present.uid = older.uid
        and present.mail_id = older.mail_id and present.uid = any(${uids}::text[])`.execute(tx.sql);
    await tx.sql
      .updateTable('mailbox_message')
      .set({
        uid_validity: sql<string>`'gone ' || mail_id`,
        disposed_at: sql<Date>`coalesce(disposed_at, now())`,
      })
      .where('mail_server_id', '=', place.serverId)
      .where('folder', '=', place.mailbox)
      .where('uid_validity', '=', place.epoch)
      .where(sql<boolean>`uid = any(${uids}::text[])`)
      .execute();
  });
}

/**
 * Takes mails in, in one transaction: after it their bytes, where they were found and the job that reads them are
 * durable together, and only then may the mailbox be changed. A UID that is known already is passed over. The same
 * bytes under another UID are the same mail, whether the server has named its mails anew (UIDVALIDITY, host, account,
 * folder) or has got one twice: it is dealt with in the mailbox, and makes no second mail.
 * @param leave true: nothing is to be done in the mailbox afterwards
 */
export async function recordMails(
  db: Database,
  place: MailboxPlace,
  mails: readonly FetchedMail[],
  leave: boolean,
): Promise<void> {
  await db.transaction('system', async (tx) => {
    // Two readers can meet here when one has lost its lock without knowing it. The primary key would refuse the
    // second; this lets it see what the first has done instead.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`mailbox-record:${place.serverId}`}, 0))`.execute(
      tx.sql,
    );
    const known = await selectKnown(
      tx.sql,
      place,
      mails.map((mail) => mail.uid),
    );
    const found = mails
      .filter((mail) => !known.has(mail.uid))
      .map((mail) => ({ mail, sha256: hashBytes(mail.raw) }));
    if (found.length === 0) return;
    const earlier = await findEarlier(
      tx,
      place,
      found.map(({ sha256 }) => sha256),
    );
    const mailIds = new Map([...earlier].map(([sha256, { mailId }]) => [sha256, mailId]));
    const fresh = new Map(
      found.filter(({ sha256 }) => !earlier.has(sha256)).map(({ sha256, mail }) => [sha256, mail]),
    );
    const ids = await receiveMails(
      tx,
      [...fresh.values()].map((mail) => ({
        tenantId: place.tenantId,
        raw: mail.raw,
        origin: describeOrigin(place, mail),
      })),
    );
    [...fresh.keys()].forEach((sha256, index) => {
      const id = ids[index];
      if (id !== undefined) mailIds.set(sha256, id);
    });
    const rows = found.map(({ mail, sha256 }) => {
      const mailId = mailIds.get(sha256);
      if (mailId === undefined) throw new Error(`the mail with UID ${mail.uid} was not stored`);
      const isRepeated = earlier.get(sha256)?.isHere ?? fresh.get(sha256) !== mail;
      if (isRepeated)
        tx.audit({
          tenantId: place.tenantId,
          action: 'mail.repeated',
          subject: `mail:${mailId}`,
          detail: { server: place.serverKey, uid: mail.uid },
        });
      return {
        mail_server_id: place.serverId,
        folder: place.mailbox,
        uid_validity: place.epoch,
        uid: mail.uid,
        source_sha256: sha256,
        mail_id: mailId,
        disposed_at: leave || mail.problem !== null ? sql<Date>`now()` : null,
      };
    });
    await tx.sql.insertInto('mailbox_message').values(rows).execute();
  });
}

function describeOrigin(place: MailboxPlace, mail: FetchedMail) {
  return {
    via: place.via,
    server: place.serverKey,
    account: place.account,
    ...(mail.problem === null ? {} : { problem: mail.problem }),
  } as const;
}

async function selectKnown(
  db: Kysely<Schema>,
  place: MailboxPlace,
  uids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (uids.length === 0) return new Set();
  const rows = await db
    .selectFrom('mailbox_message')
    .select('uid')
    .where('mail_server_id', '=', place.serverId)
    .where('folder', '=', place.mailbox)
    .where('uid_validity', '=', place.epoch)
    .where('uid', 'in', [...uids])
    .execute();
  return new Set(rows.map((row) => row.uid));
}

interface EarlierMail {
  readonly mailId: MailId;
  /** It has a UID in this very place; else the server may only have named it anew. */
  readonly isHere: boolean;
}

/** Mails of this server with those bytes, by their hashes. */
async function findEarlier(
  tx: Tx,
  place: MailboxPlace,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, EarlierMail>> {
  const rows = await tx.sql
    .selectFrom('mailbox_message')
    .select([
      'source_sha256',
      sql<boolean>`bool_or((folder, uid_validity) = (${place.mailbox}, ${place.epoch}::text))`.as('isHere'),
      sql<MailId>`min(mail_id)`.as('mailId'),
    ])
    .where('mail_server_id', '=', place.serverId)
    .where(sql<boolean>`source_sha256 = any(${[...new Set(hashes)]}::text[])`)
    .groupBy('source_sha256')
    .execute();
  return new Map(rows.map(({ source_sha256, ...mail }) => [source_sha256, mail]));
}
