import { sql } from 'kysely';
import type { InteractionId, ServiceGroupId, ThreadChangeId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { lockAgent } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { describeAnew, refuse } from './move-mails.ts';
import { threadUndo, type ThreadUndo } from './thread-changes.ts';

/**
 * Takes back a split, move or merge of the viewer's, as long as nobody has gone on from there: each mail goes where it
 * was, an interaction that was made for it is gone, one that was closed is the viewer's again.
 * @throws not-found, or state-conflict
 */
export async function undoChange(
  db: Database,
  viewer: Viewer,
  id: ThreadChangeId,
): Promise<InteractionSummary> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const undo = await readChange(tx, viewer, id);
    await sql`
      select from interaction where id = any(${[undo.from, undo.to]}::bigint[])
      order by id for no key update`.execute(tx.sql);
    await requireUntouched(tx, viewer, undo);
    await putBack(tx, undo);
    if (undo.merged) await openAgain(tx, viewer, undo.from, undo.merged);
    if (undo.created) await remove(tx, viewer, undo.to);
    else await describeAnew(tx, undo.to);
    await describeAnew(tx, undo.from);
    await sql`update thread_change set undone_at = now() where id = ${id}`.execute(tx.sql);
    tx.audit({
      tenantId: viewer.tenantId,
      action: 'thread.undone',
      subject: `interaction:${undo.from}`,
      detail: { change: id },
    });
    if (!undo.created) await publishInteraction(tx, undo.to);
    return publishInteraction(tx, undo.from);
  });
}

async function readChange(tx: Tx, viewer: Viewer, id: ThreadChangeId): Promise<ThreadUndo> {
  const { rows } = await sql<{ undo: unknown; undone_at: Date | null }>`
    select undo, undone_at from thread_change
    where id = ${id} and tenant_id = ${viewer.tenantId} and agent_id = ${viewer.agentId}
    for no key update`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new ExpectedError('not-found', `You have made no change ${id}.`, { change: id });
  if (row.undone_at) throw new ExpectedError('state-conflict', 'It is taken back already.', { change: id });
  return threadUndo.parse(row.undo);
}

/** The mails are where the change has put them, nobody answers them there, and what it made or closed is as it left it. */
async function requireUntouched(tx: Tx, viewer: Viewer, undo: ThreadUndo): Promise<void> {
  const mails = undo.mails.map(({ mail }) => mail);
  const { rows } = await sql<{
    here: number;
    all: number;
    to_agent: string | null;
    to_state: string;
    drafts: number;
    answers: number;
    from_state: string;
    from_agent: string | null;
    from_epoch: number;
  }>`
    select (select count(*)::int from interaction_mail
        where interaction_id = t.id and mail_id = any(${mails}::bigint[])) as here,
      (select count(*)::int from interaction_mail where interaction_id = t.id) as all,
      t.agent_id as to_agent, t.state as to_state,
      (select count(*)::int from draft where interaction_id = t.id) as drafts,
      (select count(*)::int from draft where interaction_id = t.id and mail_id = any(${mails}::bigint[])
        and state <> 'discarded') as answers,
      f.state as from_state, f.agent_id as from_agent, f.epoch as from_epoch
    from interaction t, interaction f where t.id = ${undo.to} and f.id = ${undo.from}`.execute(tx.sql);
  const [now] = rows;
  const isThere = now?.here === mails.length && now.to_state !== 'closed' && now.answers === 0;
  const isUnused =
    !undo.created || (now?.all === mails.length && now.drafts === 0 && now.to_agent === viewer.agentId);
  const isAsLeft = undo.merged
    ? now?.from_state === 'closed' && now.from_epoch === undo.merged.epoch
    : now?.from_state !== 'closed';
  if (isThere && isUnused && isAsLeft) return;
  refuse('Somebody has gone on from there, so it cannot be taken back.', undo.from);
}

async function putBack(tx: Tx, { from, to, mails }: ThreadUndo): Promise<void> {
  for (const { mail, threading } of mails) {
    await sql`
      update interaction_mail set interaction_id = ${from},
        threading = ${threading === null ? null : jsonText(threading)}
      where interaction_id = ${to} and mail_id = ${mail}`.execute(tx.sql);
  }
  const ids = mails.map(({ mail }) => mail);
  await sql`
    update outgoing set interaction_id = ${from}
    where interaction_id = ${to} and mail_id = any(${ids}::bigint[])`.execute(tx.sql);
  await sql`
    update mail set service_group_id = (select service_group_id from interaction where id = ${from})
    where id = any(${ids}::bigint[])`.execute(tx.sql);
  await sql`
    update interaction set mail_id = null where id = ${to} and mail_id = any(${ids}::bigint[])`.execute(
    tx.sql,
  );
}

async function openAgain(
  tx: Tx,
  viewer: Viewer,
  id: InteractionId,
  { state, threads, question }: NonNullable<ThreadUndo['merged']>,
): Promise<void> {
  for (const one of threads) {
    await sql`update interaction set thread_id = ${one.thread} where id = ${one.id}`.execute(tx.sql);
  }
  await sql`
    update interaction set state = ${state}, agent_id = ${viewer.agentId}, epoch = epoch + 1, closed_at = null,
      question = ${question === null ? null : jsonText(question)}
    where id = ${id}`.execute(tx.sql);
}

/** Nothing lies in it any more; whoever saw it is told. */
async function remove(tx: Tx, viewer: Viewer, id: InteractionId): Promise<void> {
  const { rows } = await sql<{ service_group_id: ServiceGroupId }>`
    delete from interaction where id = ${id} returning service_group_id`.execute(tx.sql);
  const [row] = rows;
  if (!row) return;
  tx.publish(
    { type: 'interaction.gone', interactionId: id },
    { tenantId: viewer.tenantId, serviceGroupId: row.service_group_id, agentId: viewer.agentId },
  );
}
