import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';
import { markBusyUntilNow } from '../routing/agent-idle.ts';
import {
  type Lease,
  lockAgent,
  lockHeld,
  type LockedInteraction,
  requireState,
} from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { lockBoth, moveMails, refuse } from './move-mails.ts';
import { byHand, type ChangedThread } from './split-thread.ts';
import { readPlaces, recordChange, type ThreadUndo } from './thread-changes.ts';

/**
 * Puts all mails of an interaction that the viewer holds into another one that the viewer sees and nobody has closed,
 * and closes the first as part of that thread.
 * @throws not-found, lease-lost, or state-conflict where a draft is open on the first
 */
export async function mergeThreads(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  into: InteractionId,
): Promise<ChangedThread> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const locked = await lockBoth(tx, viewer, [lease.id, into]);
    const held = await lockHeld(tx, viewer, lease);
    const target = locked.get(into);
    if (!target || into === lease.id || target.state === 'closed')
      refuse('The mails cannot be put there.', into);
    return mergeLocked(tx, viewer, held, into);
  });
}

/** The same for those who have locked both. */
export async function mergeLocked(
  tx: Tx,
  viewer: Viewer,
  held: LockedInteraction,
  into: InteractionId,
): Promise<ChangedThread> {
  requireState(held, 'open', 'parked');
  const drafts = await sql`
    select from draft where interaction_id = ${held.id} and state = 'open'`.execute(tx.sql);
  if (drafts.rows.length > 0)
    refuse(`An answer is begun on interaction ${held.id}: send or discard it first.`, held.id);
  const places = await readPlaces(tx, held.id);
  const mails = places.map(({ mail, threading }) => ({ mail, threading }));
  await moveMails(
    tx,
    mails.map(({ mail }) => mail),
    held.id,
    into,
    byHand(viewer),
  );
  const { rows } = await sql<{ question: unknown }>`
    select question from interaction where id = ${held.id}`.execute(tx.sql);
  const threads = await joinThreads(tx, held.id, into);
  await sql`
    update interaction set state = 'closed', closed_at = now(), agent_id = null, epoch = epoch + 1, question = null
    where id = ${held.id}`.execute(tx.sql);
  await markBusyUntilNow(tx, viewer.agentId);
  const undo: ThreadUndo = {
    from: held.id,
    to: into,
    mails,
    created: false,
    merged: {
      state: held.state === 'parked' ? 'parked' : 'open',
      epoch: held.epoch + 1,
      threads,
      question: rows[0]?.question ?? null,
    },
  };
  const change = await recordChange(tx, viewer, 'merge', undo);
  await publishInteraction(tx, held.id, viewer.agentId);
  return { change, interaction: await publishInteraction(tx, into) };
}

/** Makes one thread of two, with the target's first interaction as its own. @returns how each was before */
export async function joinThreads(
  tx: Tx,
  id: InteractionId,
  into: InteractionId,
): Promise<NonNullable<ThreadUndo['merged']>['threads']> {
  const { rows } = await sql<{ thread_id: InteractionId | null }>`
    select thread_id from interaction where id = ${into}`.execute(tx.sql);
  const above = rows[0]?.thread_id ?? null;
  const root = above === null || above === id ? into : above;
  const before = await sql<{ id: InteractionId; thread: InteractionId | null }>`
    select id, thread_id as thread from interaction
    where id = ${id} or id = ${into} or thread_id = ${id} order by id for no key update`.execute(tx.sql);
  await sql`
    update interaction set thread_id = nullif(${root}::bigint, id)
    where id = ${id} or id = ${into} or thread_id = ${id}`.execute(tx.sql);
  return before.rows;
}
