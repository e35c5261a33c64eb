import { sql } from 'kysely';
import type { ThreadChangeId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { ThreadingQuestion } from '../../contract/domain/threading.ts';
import type { Database, Tx } from '../db/database.ts';
import { lockThreads } from '../intake/threading/lock-threads.ts';
import { type Lease, lockAgent, lockHeld, lockVisible, requireState } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { joinThreads, mergeLocked } from './merge-threads.ts';
import { refuse } from './move-mails.ts';
import { byHand } from './split-thread.ts';

export interface AnsweredQuestion {
  /** Null where there is nothing to take back. */
  readonly change: ThreadChangeId | null;
  readonly interaction: InteractionSummary;
}

/**
 * An agent decides on the thread that the mail of an interaction may belong to: joined to one that goes on, its mails
 * are put there; joined to one that is closed, it goes on as part of that thread; else it stays by itself.
 * @throws not-found, lease-lost, or state-conflict where nothing is asked any more
 */
export async function answerQuestion(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  join: boolean,
): Promise<AnsweredQuestion> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const question = await readQuestion(tx, lease);
    // Threads before single interactions, as the intake has it.
    const heads = join && question ? await lockThreads(tx, [question.interactionId]) : new Map();
    const held = await lockHeld(tx, viewer, lease);
    requireState(held, 'open', 'parked');
    if (!question || !(await readQuestion(tx, lease)))
      refuse(`Interaction ${lease.id} asks nothing.`, lease.id);
    const head = heads.get(question.interactionId);
    if (join && head && head.id !== lease.id) {
      await lockVisible(tx, viewer, head.id);
      if (head.state !== 'closed') return mergeLocked(tx, viewer, held, head.id);
      await joinThreads(tx, lease.id, head.id);
      await sql`
        update interaction_mail set threading = ${byHand(viewer)}
        where interaction_id = ${lease.id} and threading is null`.execute(tx.sql);
    }
    await sql`update interaction set question = null where id = ${lease.id}`.execute(tx.sql);
    tx.audit({
      tenantId: viewer.tenantId,
      action: join ? 'thread.joined' : 'thread.kept-apart',
      subject: `interaction:${lease.id}`,
      detail: { thread: question.interactionId },
    });
    return { change: null, interaction: await publishInteraction(tx, lease.id) };
  });
}

async function readQuestion(tx: Tx, { id }: Lease): Promise<ThreadingQuestion | null> {
  const { rows } = await sql<{ question: ThreadingQuestion | null }>`
    select question from interaction where id = ${id}`.execute(tx.sql);
  return rows[0]?.question ?? null;
}
