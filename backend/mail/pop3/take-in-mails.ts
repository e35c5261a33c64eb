import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import type { MailboxServer, MailboxTools } from '../in/mailbox-session.ts';
import { hashBytes } from '../receive.ts';
import { readLoginDelay } from './capabilities.ts';
import type { Pop3Mailbox } from './connect-pop3.ts';
import { deleteMails } from './delete-mails.ts';
import { readDueForDeletion } from './due-for-deletion.ts';
import { listMails } from './list-mails.ts';
import { openMailboxMemory } from './mailbox-memory.ts';
import { planLook } from './plan-look.ts';
import { readMails } from './read-mails.ts';

export interface Look {
  /** True: there is more to do, by another connection. */
  readonly again: boolean;
  /** True: the connection broke, and all mails that did not break it come first next time. */
  readonly isBroken: boolean;
  /** What is not as configured, in words for people, or null. */
  readonly problem: string | null;
}

/** How many mails one connection reads: what it deletes is deleted when it ends, and labour lost when it breaks. */
const mailsAtOnce = 500;

/**
 * Takes mails in, one connection for each look. The order is the promise: read, stored and committed, and only then
 * deleted. Nothing is deleted that the same connection has not read: after a crash, or days later, a mail is read
 * again and compared first, since a server may have given its unique id to another one. A mail that cannot be read or
 * stored is left in the mailbox and named in the log; it never keeps the others waiting.
 */
export async function openTakeIn(
  tools: MailboxTools,
  { incoming, key }: MailboxServer<Pop3Server>,
  place: MailboxPlace,
): Promise<{ readonly look: (mailbox: Pop3Mailbox) => Promise<Look> }> {
  const { db, log } = tools;
  const memory = await openMailboxMemory(db, place, log);

  async function look({ connection, capabilities }: Pop3Mailbox): Promise<Look> {
    const listed = await listMails(connection, incoming);
    const list = hashBytes(Buffer.from(JSON.stringify(listed)));
    await memory.forgetGone(listed);
    const due = await readDueForDeletion(db, place, incoming.afterStoring);
    const deletable = new Set([...due].filter((name) => !memory.undeleted.has(name)));
    const top = !incoming.disableTop && capabilities?.has('TOP') !== false;
    const { mails, more } = planLook(listed, {
      ...memory,
      due: deletable,
      isUnchanged: list === memory.settledList,
      maximumMessageBytes: incoming.maximumMessageBytes,
      top,
      atOnce: readLoginDelay(capabilities) > 0 ? listed.length : mailsAtOnce,
    });
    const { read, progress, broken } = await readMails(tools, incoming, place, memory, connection, {
      mails,
      listed,
      deletable,
      top,
    });
    if (mails.length > 0) log.debug({ server: key, mails: read.length }, 'read mails');
    const deleted =
      broken === null
        ? await deleteMails(
            connection,
            read.filter(({ name }) => deletable.has(name)),
            memory.undeleted,
          )
        : new Map<string, string>();
    await memory.forget([...deleted.keys()]);
    memory.deleted = deleted;
    const isProgress = progress + deleted.size > 0;
    if (broken !== null && !isProgress) throw broken;
    const again = (more || broken !== null) && isProgress;
    memory.settledList = again || memory.stuck.uids().length > 0 ? null : list;
    return { again, isBroken: broken !== null, problem: memory.describe() };
  }

  return { look };
}
