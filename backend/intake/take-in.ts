import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { InteractionId, MailId, TenantId } from '../../contract/domain/ids.ts';
import { planAutomaticMail } from '../automatic/plan-automatic-mail.ts';
import type { Database } from '../db/database.ts';
import { attachExpertAnswers, findExpertAnswers } from '../experts/attach-answers.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import type { MailReader } from '../mail/mime/mail-reader.ts';
import { noDomain, wrapMail } from '../mail/mime/wrap-mail.ts';
import { publishInteractions } from '../routing/publish-interaction.ts';
import { type MailHeaders, readMailHeaders } from './mail-headers.ts';
import { lockReceived } from './lock-received.ts';
import { keepBlocked } from './blocking/keep-blocked.ts';
import { placeMail } from './place-mail.ts';
import { type RawMail, readContent } from './read-raw.ts';
import { attachReturns, markKinds } from './returns/attach-returns.ts';
import { recordTakenIn } from './record-taken-in.ts';
import { splitMail } from './split-mail.ts';
import { type PlacedMail, listAttachments, storeFiles, storeMails } from './store-placed.ts';
import { type TenantIntake, readTenantIntake } from './tenant-intake.ts';
import { threadMails } from './threading/thread-mails.ts';

/** A mail that has been read, to be written down. */
export interface MailToQueue {
  readonly id: MailId;
  /** Bytes of the mail as it came. */
  readonly size: number;
  readonly content: ReadMail;
  readonly headers: MailHeaders;
  /** From `authenticateReceived`. */
  readonly authentication?: MailAuthentication | null;
}

/**
 * Reads a mail whose raw bytes are stored. That takes its time and a process of its own, so it happens before any
 * lock: at worst it was in vain.
 */
export async function readReceived(reader: MailReader, raw: RawMail): Promise<MailToQueue> {
  return toQueue(raw, await readContent(reader, raw));
}

/** The wrapping message (G8) of a mail that cannot be queued as it was read. @param reason a sentence */
export function wrapReceived(raw: RawMail, reason: string): MailToQueue {
  return toQueue(raw, wrapMail(raw.bytes, reason, raw.defaultDomain ?? noDomain));
}

function toQueue({ id, bytes }: RawMail, content: ReadMail): MailToQueue {
  return { id, size: bytes.length, content, headers: readMailHeaders(bytes) };
}

/**
 * Makes queued interactions of mails that have been read, in one transaction: each is archived with its attachments,
 * routed and announced, unless a blocked list keeps it back. Exactly once, however often and from however many
 * processes it is called: the rows are locked, and one that is taken in already is left alone. A mail that could not be
 * read is queued all the same, with the reason in `problem`.
 * @returns for each mail its interaction, in their order; null where there was nothing left to do
 */
export async function queueMails(
  db: Database,
  mails: readonly MailToQueue[],
): Promise<readonly (InteractionId | null)[]> {
  return db.transaction('system', async (tx) => {
    const received = await lockReceived(
      tx,
      mails.map(({ id }) => id),
    );
    await storeFiles(
      tx,
      mails.flatMap(({ id, content }) => (received.has(id) ? content.attachments : [])),
    );
    const intakes = new Map<TenantId, TenantIntake>();
    const placed: PlacedMail[] = [];
    for (const [id, row] of received) {
      const mail = mails.find((one) => one.id === id);
      if (!mail) continue;
      const intake = intakes.get(row.tenant_id) ?? (await readTenantIntake(tx.sql, row.tenant_id, db));
      intakes.set(row.tenant_id, intake);
      const copies = await splitMail(tx, { ...mail, received: row }, intake.table, intake.splitting);
      const authentication = mail.authentication ?? null;
      placed.push(...copies.map((copy) => ({ ...placeMail(copy, intake), authentication })));
    }
    await listAttachments(tx, placed);
    await storeMails(tx, placed);
    await keepBlocked(tx, placed);
    const open = placed.filter(({ blocked }) => blocked === null);
    const returned = await attachReturns(tx, open);
    const fromExperts = await findExpertAnswers(
      tx,
      open.filter(({ received: { id }, isFurtherCopy }) => !returned.has(id) && !isFurtherCopy),
    );
    const others = open.filter(({ received: { id } }) => !returned.has(id) && !fromExperts.has(id));
    const threaded = await threadMails(tx, others);
    const answered = await attachExpertAnswers(tx, fromExperts);
    await markKinds(tx, open);
    const queued = new Map(
      [...threaded, ...answered, ...returned].flatMap(([id, interaction]) =>
        interaction === null ? [] : [[id, interaction]],
      ),
    );
    // An expert gets no confirmation.
    await planAutomaticMail(
      tx,
      placed.filter(({ received: { id } }) => !fromExperts.has(id)),
      queued,
    );
    recordTakenIn(tx, placed, queued);
    await publishInteractions(tx, [...queued.values()]);
    return mails.map(({ id }) => queued.get(id) ?? null);
  });
}
