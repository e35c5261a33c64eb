import { sql } from 'kysely';
import type { ExpertQuestionId, InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { MailAddress } from '../../contract/domain/mail-address.ts';
import { ExpectedError } from '../../contract/error.ts';
import { findSendingServer, queueAutomaticMail } from '../automatic/queue-automatic-mail.ts';
import type { Database, Tx } from '../db/database.ts';
import { currentThreadingKey } from '../intake/threading/thread-token.ts';
import { readOriginal } from '../replies/fresh-draft.ts';
import { markBusyUntilNow } from '../routing/agent-idle.ts';
import { type Lease, lockAgent, lockHeld, requireState } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { makeExpertToken } from './expert-token.ts';
import { prepareQuestion } from './prepare-question.ts';

export interface AskExpert extends Lease {
  readonly expert: MailAddress;
  /** Plain text. */
  readonly question: string;
}

/**
 * Sends the customer's newest mail, with its files and a question above it, to an expert outside, and parks the
 * interaction until the answer comes (G14).
 * @throws not-found, lease-lost, state-conflict unless it is open, bad-address for one of our own, no-sender-address
 */
export async function askExpert(
  db: Database,
  viewer: Viewer,
  request: AskExpert,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const held = await lockHeld(tx, viewer, request);
    requireState(held, 'open');
    const original = await readOriginal(tx.sql, held.id, null);
    const serverId = await findSendingServer(tx, held.groupId);
    if (serverId === null) {
      throw new ExpectedError('no-sender-address', 'The tenant has no mail server that sends.');
    }
    const questionId = await insertQuestion(tx, viewer, request, original.id);
    const token = makeExpertToken(await currentThreadingKey(tx.sql), viewer.tenantId, questionId);
    const place = { tenantId: viewer.tenantId, groupId: held.groupId, interactionId: held.id };
    const prepared = await prepareQuestion(tx, viewer, place, { ...request, original, token });
    const { mailId, outgoingId } = await queueAutomaticMail(
      tx,
      place,
      prepared,
      serverId,
      prepared.mail.from.address,
    );
    await sql`update expert_question set mail_id = ${mailId} where id = ${questionId}`.execute(tx.sql);
    await sql`update interaction set state = 'parked' where id = ${held.id}`.execute(tx.sql);
    await markBusyUntilNow(tx, viewer.agentId);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'expert.asked',
      subject: `interaction:${held.id}`,
      detail: {
        question: questionId,
        expert: request.expert.address,
        mail: original.id,
        outgoing: outgoingId,
      },
    });
    return publishInteraction(tx, held.id);
  });
}

async function insertQuestion(
  tx: Tx,
  viewer: Viewer,
  { id, expert }: { readonly id: InteractionId; readonly expert: MailAddress },
  asked: MailId,
): Promise<ExpertQuestionId> {
  const { rows } = await sql<{ id: ExpertQuestionId }>`
    insert into expert_question (tenant_id, interaction_id, agent_id, expert_name, expert_address, asked_mail_id)
    values (${viewer.tenantId}, ${id}, ${viewer.agentId}, ${expert.name}, ${expert.address}, ${asked})
    returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error('a question was not inserted');
  return row.id;
}
