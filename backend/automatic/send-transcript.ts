import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { sendChatTranscript } from '../../contract/api/automatic-mails.ts';
import { type AutomaticEvidence, transcriptError } from '../../contract/domain/automatic-mail.ts';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { OutputOf } from '../../contract/operation.ts';
import type { Database, Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import type { Viewer } from '../routing/viewer.ts';
import { type ChatTranscript, parseTranscript } from '../texts/chat-transcript/parse-transcript.ts';
import { isTimeZone } from '../texts/time-zone.ts';
import { prepareTranscript, type TranscriptRequest } from './prepare-transcript.ts';
import { findSendingServer, queueAutomaticMail } from './queue-automatic-mail.ts';

type Sent = OutputOf<typeof sendChatTranscript>;

/** Namespace of the advisory locks that order requests of one reference. */
const referenceLock = 0x63686174;

/**
 * Puts a chat transcript mail into the outbox and into the ledger of automatic mails (G15), once for a reference. A
 * timestamp pattern that is not valid is reported as 30001, in the answer, the ledger and the log, and the default one used.
 * @throws not-found; no-sender-address; invalid-input where time zone, template or subject is not usable, with
 *   `detail.error` 30002 where the transcript cannot be read: then nothing is sent, and audit and log say so
 */
export async function sendTranscript(
  db: Database,
  viewer: Viewer,
  request: TranscriptRequest,
  log: Logger,
): Promise<Sent> {
  if (request.timeZone !== undefined && !isTimeZone(request.timeZone)) {
    const detail = { field: 'timeZone' };
    throw new ExpectedError('invalid-input', `There is no time zone ${request.timeZone}.`, detail);
  }
  await requireGroup(db, viewer, request);
  const transcript = parseTranscript(request.transcript);
  if ('problem' in transcript) {
    await auditUnreadable(db, viewer, request, transcript.problem);
    const message = `30002|STANDARD|CHAT_UNMARSHALL_ERROR|Failed to unmarshall the chat transcript XML. ${transcript.problem}`;
    log.warn({ reference: request.reference, group: request.group }, message);
    throw new ExpectedError('invalid-input', message, {
      field: 'transcript',
      error: '30002',
      name: 'CHAT_UNMARSHALL_ERROR',
    });
  }
  const sent = await db.transaction(viewer.login, async (tx) => {
    await sql`
      select pg_advisory_xact_lock(${referenceLock}::int, hashtext(${`${viewer.tenantId} ${request.reference}`}))`.execute(
      tx.sql,
    );
    return (await sentBefore(tx, viewer, request)) ?? send(tx, viewer, request, transcript);
  });
  for (const { message } of sent.errors)
    log.warn({ reference: request.reference, group: request.group }, message);
  return sent;
}

async function send(
  tx: Tx,
  viewer: Viewer,
  request: TranscriptRequest,
  transcript: ChatTranscript,
): Promise<Sent> {
  const place = { tenantId: viewer.tenantId, groupId: request.group, interactionId: null };
  const serverId = await findSendingServer(tx, request.group);
  if (serverId === null) {
    throw new ExpectedError('no-sender-address', 'The tenant has no mail server that sends.');
  }
  const { prepared, invalidPatterns } = await prepareTranscript(tx, place, request, transcript);
  const { mailId, outgoingId } = await queueAutomaticMail(tx, place, prepared, serverId);
  const evidence = invalidPatterns.map((pattern): AutomaticEvidence => ({
    rule: 'date-format',
    source: '30001 CHAT_DATE_FORMAT_PARSE_ERROR',
    value: pattern.slice(0, 200),
    says: 'Invalid Timestamp format provided in the Chat Transcript.',
  }));
  await tx.sql
    .insertInto('automatic_mail')
    .values({
      tenant_id: viewer.tenantId,
      service_group_id: request.group,
      mail_id: mailId,
      interaction_id: null,
      purpose: 'chat-transcript',
      cause: request.reference,
      template: request.template,
      recipient: request.to.address,
      thread: null,
      most_a_day: 0,
      state: 'sent',
      evidence: jsonText(evidence),
      decided_at: new Date(),
      outgoing_id: outgoingId,
    })
    .execute();
  tx.audit({
    tenantId: viewer.tenantId,
    action: 'chat-transcript.sent',
    subject: `outgoing:${outgoingId}`,
    detail: { reference: request.reference, mail: mailId, errors: evidence.map(({ source }) => source) },
  });
  return { outgoingId, errors: errorsOf(evidence) };
}

async function sentBefore(tx: Tx, viewer: Viewer, { reference }: TranscriptRequest): Promise<Sent | null> {
  const { rows } = await sql<{ outgoing_id: OutgoingId; evidence: AutomaticEvidence[] }>`
    select outgoing_id, evidence from automatic_mail
    where tenant_id = ${viewer.tenantId} and purpose = 'chat-transcript' and cause = ${reference}`.execute(
    tx.sql,
  );
  const [row] = rows;
  return row ? { outgoingId: row.outgoing_id, errors: errorsOf(row.evidence) } : null;
}

function errorsOf(evidence: readonly AutomaticEvidence[]): Sent['errors'] {
  return evidence.map(({ says, value }) =>
    transcriptError.parse({
      code: 30001,
      name: 'CHAT_DATE_FORMAT_PARSE_ERROR',
      message: `30001|STANDARD|CHAT_DATE_FORMAT_PARSE_ERROR|${says} ${value}`,
    }),
  );
}

async function requireGroup(db: Database, viewer: Viewer, { group }: TranscriptRequest): Promise<void> {
  const { rows } = await sql`
    select from service_group
    where id = ${group} and tenant_id = ${viewer.tenantId} and removed_at is null`.execute(db.kysely);
  if (rows.length === 0)
    throw new ExpectedError('not-found', `There is no service group ${group}.`, { group });
}

async function auditUnreadable(
  db: Database,
  viewer: Viewer,
  { reference, group }: TranscriptRequest,
  problem: string,
): Promise<void> {
  await db.transaction(viewer.login, async (tx) => {
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'chat-transcript.unreadable',
      subject: `service-group:${group}`,
      detail: { reference, error: '30002 CHAT_UNMARSHALL_ERROR', problem },
    });
  });
}
