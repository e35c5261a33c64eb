import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { AgentId, InteractionId, MailId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { InteractionState } from '../../contract/domain/interaction.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Jobs } from '../db/jobs.ts';
import { selectDrafts } from '../replies/draft-rows.ts';
import { insertFreshDraft } from '../replies/fresh-draft.ts';
import { readIdentifierValues } from '../replies/identifier-context.ts';
import { advanceDraft } from '../replies/save-draft.ts';
import { lockAgent } from '../routing/lock-interaction.ts';
import { offerAgain } from '../routing/offer-again.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import { fittingCulture } from '../texts/fitting-culture.ts';
import type { TemplateBody } from '../texts/template.ts';
import { fillAnswer } from './fill-answer.ts';

const atOnce = 4;

/** Puts experts' answers into drafts as their jobs come. */
export async function startDraftingAnswers(tools: {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Logger;
}): Promise<void> {
  await tools.jobs.work('expert-answer', atOnce, async ({ mailId }) => {
    if (await draftAnswer(tools.db, mailId))
      tools.log.info({ mail: mailId }, 'drafted the answer of an expert');
  });
}

/**
 * The job `expert-answer`: puts what an expert wrote into the draft of the interaction, for who holds it or for the
 * next one, and has a parked interaction offered again. Once, however often it runs.
 * @returns false if there was nothing to do
 */
export async function draftAnswer(db: Database, mailId: MailId): Promise<boolean> {
  for (;;) {
    const outcome = await db.transaction('system', (tx) => draftOnce(tx, mailId));
    if (outcome !== 'changed-hands') return outcome === 'drafted';
  }
}

interface WaitingAnswer {
  readonly text: string;
  readonly tenantId: TenantId;
  readonly askedBy: AgentId;
  readonly interactionId: InteractionId;
  readonly holder: AgentId | null;
}

interface Held {
  readonly state: InteractionState;
  readonly agent_id: AgentId | null;
  readonly service_group_id: ServiceGroupId;
}

async function draftOnce(tx: Tx, mailId: MailId): Promise<'drafted' | 'nothing-to-do' | 'changed-hands'> {
  const { rows } = await sql<WaitingAnswer>`
    select e.text, q.tenant_id as "tenantId", q.agent_id as "askedBy", i.id as "interactionId", i.agent_id as holder
    from expert_answer e join expert_question q on q.id = e.question_id
    join interaction_mail im on im.mail_id = e.mail_id join interaction i on i.id = im.interaction_id
    where e.mail_id = ${mailId} and e.drafted_at is null
    order by i.state = 'closed', i.id desc limit 1`.execute(tx.sql);
  const [answer] = rows;
  if (!answer) return 'nothing-to-do';
  // Agent before interaction, as everywhere.
  if (answer.holder !== null) await lockAgent(tx, answer.holder);
  const { rows: locked } = await sql<Held>`
    select state, agent_id, service_group_id from interaction
    where id = ${answer.interactionId} for no key update`.execute(tx.sql);
  const [held] = locked;
  if (!held || held.agent_id !== answer.holder) return 'changed-hands';
  const taken = await sql`
    update expert_answer set drafted_at = now() where mail_id = ${mailId} and drafted_at is null
    returning mail_id`.execute(tx.sql);
  if (taken.rows.length === 0) return 'nothing-to-do';
  if (held.state !== 'closed') await write(tx, answer, held);
  if (held.state === 'parked' && held.agent_id !== null) {
    await offerAgain(tx, answer.tenantId, answer.interactionId, held.agent_id);
  }
  await publishInteraction(tx, answer.interactionId, held.agent_id);
  return 'drafted';
}

async function write(tx: Tx, answer: WaitingAnswer, held: Held): Promise<void> {
  const { tenantId, interactionId } = answer;
  const author = { tenantId, agentId: held.agent_id ?? answer.askedBy };
  const groupId = held.service_group_id;
  const begin = async (culture: Culture): Promise<string> => {
    const values = await readIdentifierValues(tx.sql, {
      agentId: author.agentId,
      groupId,
      interactionId,
      culture,
    });
    return fillAnswer(await readTemplate(tx, groupId, culture), answer.text, values);
  };
  const [draft] = await selectDrafts(
    tx.sql,
    sql`where d.interaction_id = ${interactionId} and d.state = 'open' for no key update of d`,
  );
  if (draft) {
    const html = (await begin(draft.content.culture)) + draft.content.html;
    await advanceDraft(tx, author, draft, { ...draft.content, html });
    return;
  }
  try {
    await insertFreshDraft(tx, author, { interactionId, groupId, kind: 'reply', mailId: null, begin });
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    // The group lost its address, or the customer's mail is gone: the answer is seen in the thread all the same.
    tx.audit({
      tenantId,
      action: 'expert.not-drafted',
      subject: `interaction:${interactionId}`,
      detail: { code: error.code },
    });
  }
}

async function readTemplate(tx: Tx, groupId: ServiceGroupId, culture: Culture): Promise<TemplateBody | null> {
  const { rows } = await sql<
    TemplateBody & { culture: Culture | null; group_culture: Culture; tenant_culture: Culture }
  >`
    select t.culture, t.format, t.body, g.culture as group_culture, tenant.culture as tenant_culture
    from service_group g join tenant on tenant.id = g.tenant_id
    join template t on t.tenant_id = g.tenant_id and t.name = g.expert_template and t.removed_at is null
    where g.id = ${groupId} order by t.id`.execute(tx.sql);
  const [first] = rows;
  if (!first) return null;
  return fittingCulture(rows, culture, [first.group_culture, first.tenant_culture])[0] ?? null;
}
