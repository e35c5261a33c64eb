import type { Logger } from 'pino';
import type { AutomaticEvidence } from '../../contract/domain/automatic-mail.ts';
import type { AutomaticMailId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Jobs } from '../db/jobs.ts';
import type { MailServerId } from '../db/configured-tables.ts';
import { jsonText } from '../db/json-text.ts';
import type { PreparedMail } from '../replies/prepare-mail.ts';
import { type AutomaticMailRow, lockPlanned } from './automatic-mail-row.ts';
import { gatherDynamicEvidence } from './dynamic-evidence.ts';
import { auditSuppressed } from './plan-automatic-mail.ts';
import { prepareAutomaticMail } from './prepare-automatic-mail.ts';
import { findSendingServer, queueAutomaticMail } from './queue-automatic-mail.ts';

/** How many automatic mails are decided on at a time by one backend. */
const atOnce = 4;

/** Decides on planned automatic mails as their jobs come, and puts those that may go into the outbox. */
export async function startAutomaticMail(tools: {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Logger;
}): Promise<void> {
  await tools.jobs.work('automatic-mail', atOnce, async ({ automaticMailId }) => {
    const state = await decideAutomaticMail(tools.db, automaticMailId);
    if (state !== null)
      tools.log.info({ automaticMail: automaticMailId, state }, 'decided on an automatic mail');
  });
}

/**
 * The job `automatic-mail`: sends a planned mail through the outbox, with a null envelope sender so that nothing comes
 * back (RFC 3834 section 3.3), or suppresses it with the evidence. In one transaction, once: the row is locked.
 * @returns null if there was nothing to decide
 */
export async function decideAutomaticMail(
  db: Database,
  id: AutomaticMailId,
): Promise<'sent' | 'suppressed' | null> {
  return db.transaction('system', async (tx) => {
    const row = await lockPlanned(tx, id);
    if (!row) return null;
    const before = row.isReleased ? [] : await gatherDynamicEvidence(tx, row);
    if (before.length > 0) return suppress(tx, row, before);
    const ready = await makeReady(tx, row);
    return 'lacking' in ready ? suppress(tx, row, ready.lacking) : send(tx, row, ready);
  });
}

interface Ready {
  readonly prepared: PreparedMail;
  readonly serverId: MailServerId;
}

interface Lacking {
  readonly lacking: readonly AutomaticEvidence[];
}

async function makeReady(tx: Tx, row: AutomaticMailRow): Promise<Ready | Lacking> {
  const lacking = (value: string, says: string): Lacking => ({
    lacking: [{ rule: 'no-sender', source: row.cause, value, says }],
  });
  const serverId = await findSendingServer(tx, row.groupId);
  if (serverId === null) return lacking('mailServers', 'the tenant has no mail server that sends');
  try {
    return { prepared: await prepareAutomaticMail(tx, row), serverId };
  } catch (error) {
    if (error instanceof ExpectedError) return lacking(error.code, error.message);
    throw error;
  }
}

async function suppress(
  tx: Tx,
  row: AutomaticMailRow,
  evidence: readonly AutomaticEvidence[],
): Promise<'suppressed'> {
  await tx.sql
    .updateTable('automatic_mail')
    .set({ state: 'suppressed', decided_at: new Date(), evidence: jsonText(evidence) })
    .where('id', '=', row.id)
    .execute();
  auditSuppressed(
    tx,
    row.tenantId,
    row.id,
    evidence.map(({ rule }) => rule),
  );
  return 'suppressed';
}

async function send(tx: Tx, row: AutomaticMailRow, { prepared, serverId }: Ready): Promise<'sent'> {
  const { outgoingId } = await queueAutomaticMail(tx, row, prepared, serverId);
  await tx.sql
    .updateTable('automatic_mail')
    .set({ state: 'sent', decided_at: new Date(), outgoing_id: outgoingId })
    .where('id', '=', row.id)
    .execute();
  tx.audit({
    tenantId: row.tenantId,
    action: 'automatic-mail.sent',
    subject: `automatic-mail:${row.id}`,
    detail: { purpose: row.purpose, cause: row.cause, mail: row.mailId, outgoing: outgoingId },
  });
  return 'sent';
}
