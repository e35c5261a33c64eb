import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import type { OutgoingId } from '../../../contract/domain/ids.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { readClock } from '../../db/clock.ts';
import type { Database } from '../../db/database.ts';
import { ConnectionFailure, describeConnectionProblem, sayProblem } from '../connection-problem.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import { targetOf } from '../connection-target.ts';
import { effectiveIncoming } from '../effective-settings.ts';
import { connectImap } from '../imap/connect-imap.ts';
import { findSpecialFolders } from '../imap/special-folders.ts';
import { whileLocked } from '../session-locks.ts';
import { publishOutgoing } from './publish-outgoing.ts';
import type { SendTools } from './send-outgoing.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The job `sent-copy`: puts the bytes that were sent into the mailbox's Sent folder, as read. Looks for the
 * Message-ID first, since many servers keep a copy themselves, and since an earlier try may have been cut off after
 * it had succeeded. What fails is tried again for a day, and has no effect on the sending itself.
 */
export async function storeSentCopy(
  tools: SendTools,
  { outgoingId }: { readonly outgoingId: OutgoingId },
): Promise<void> {
  await whileLocked(tools.locks, `sent-copy:${outgoingId}`, () => storeWhileLocked(tools, outgoingId));
}

async function storeWhileLocked(tools: SendTools, outgoingId: OutgoingId): Promise<void> {
  const copy = await readCopy(tools.db, outgoingId);
  if (!copy) return;
  // The settings may have changed since it was sent.
  if (copy.incoming?.protocol !== 'imap') {
    await settleCopy(tools.db, copy, 'none', null);
    return;
  }
  try {
    await appendOnce(tools, copy, copy.incoming);
  } catch (error) {
    const problem = describeConnectionProblem(error, targetOf(copy.incoming));
    tools.log.warn({ outgoing: outgoingId, step: problem.step }, sayProblem(problem));
    await tryLater(tools.db, copy, sayProblem(problem));
    return;
  }
  await settleCopy(tools.db, copy, 'stored', null);
}

type SentCopy = NonNullable<Awaited<ReturnType<typeof readCopy>>>;

async function readCopy({ kysely }: Database, outgoingId: OutgoingId) {
  return kysely
    .selectFrom('outgoing')
    .innerJoin('mail_server', 'mail_server.id', 'outgoing.mail_server_id')
    .innerJoin('tenant', 'tenant.id', 'mail_server.tenant_id')
    .innerJoin('mail', 'mail.id', 'outgoing.mail_id')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select([
      'outgoing.id',
      'outgoing.tenant_id',
      'outgoing.message_id',
      'outgoing.queued_at',
      effectiveIncoming().as('incoming'),
      'blob.bytes',
    ])
    .where('outgoing.id', '=', outgoingId)
    .where('outgoing.sent_copy', '=', 'pending')
    .executeTakeFirst();
}

async function appendOnce({ secrets, log }: SendTools, copy: SentCopy, incoming: ImapServer): Promise<void> {
  const { client } = await connectImap(incoming, await resolveCredentials(incoming, secrets), {
    log,
    name: incoming.host,
  });
  try {
    const { sent } = findSpecialFolders(await client.list(), incoming);
    if (sent === null) throw withoutFolder(incoming);
    await client.mailboxOpen(sent);
    const earlier = await client.search(
      { since: new Date(copy.queued_at.getTime() - day), header: { 'message-id': copy.message_id } },
      { uid: true },
    );
    if (Array.isArray(earlier) && earlier.length > 0) return;
    const appended = await client.append(sent, copy.bytes, ['\\Seen']);
    if (!appended) throw new Error(`the copy was not taken by ${sent}`);
  } finally {
    client.close();
  }
}

function withoutFolder(incoming: ImapServer): ConnectionFailure {
  return new ConnectionFailure({
    step: 'mailbox',
    sentence: `No folder for sent mail was found in the mailbox of ${incoming.user ?? incoming.host}.`,
    mend: 'Name it as sentFolder in the configuration.',
    lasting: true,
  });
}

/** The older, the longer the pause: from a minute to an hour. */
async function tryLater(db: Database, copy: SentCopy, problem: string): Promise<void> {
  const now = (await readClock(db.kysely)).getTime();
  const age = now - copy.queued_at.getTime();
  if (age > day) {
    await settleCopy(db, copy, 'failed', problem);
    return;
  }
  const pause = Math.min(Math.max(age, minute), 60 * minute);
  await db.transaction('system', async (tx) =>
    tx.enqueue('sent-copy', { outgoingId: copy.id }, { startAfter: new Date(now + pause) }),
  );
}

async function settleCopy(
  db: Database,
  copy: SentCopy,
  state: Outgoing['sentCopy'],
  problem: string | null,
): Promise<void> {
  await db.transaction('system', async (tx) => {
    await tx.sql.updateTable('outgoing').set({ sent_copy: state }).where('id', '=', copy.id).execute();
    await publishOutgoing(tx, copy.id);
    tx.audit({
      tenantId: copy.tenant_id,
      action: `outgoing.sent-copy-${state}`,
      subject: `outgoing:${copy.id}`,
      detail: problem === null ? {} : { problem },
    });
  });
}
