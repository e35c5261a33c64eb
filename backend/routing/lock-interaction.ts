import { sql } from 'kysely';
import { ExpectedError } from '../../contract/error.ts';
import type { AgentId, InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { InteractionState } from '../../contract/domain/interaction.ts';
import type { Tx } from '../db/database.ts';
import { type Viewer, visibleInteraction } from './viewer.ts';

/** An interaction and the epoch at which the caller believes to hold it. */
export interface Lease {
  readonly id: InteractionId;
  readonly epoch: number;
}

export interface LockedInteraction {
  readonly id: InteractionId;
  readonly state: InteractionState;
  readonly agentId: AgentId | null;
  readonly epoch: number;
  readonly groupId: ServiceGroupId;
}

/**
 * Locks an agent's row until the transaction ends. Whoever changes what an agent holds takes this lock before any
 * lock on an interaction, so that two of them never wait for each other.
 */
export async function lockAgent(tx: Tx, agentId: AgentId): Promise<void> {
  await sql`select from agent where id = ${agentId} for no key update`.execute(tx.sql);
}

/** Locks an interaction until the transaction ends. @throws not-found where the viewer may not see it */
export async function lockVisible(tx: Tx, viewer: Viewer, id: InteractionId): Promise<LockedInteraction> {
  const { rows } = await sql<{
    id: InteractionId;
    state: InteractionState;
    agent_id: AgentId | null;
    epoch: number;
    service_group_id: ServiceGroupId;
  }>`
    select i.id, i.state, i.agent_id, i.epoch, i.service_group_id from interaction i
    where i.id = ${id} and ${visibleInteraction(viewer)} for no key update`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new ExpectedError('not-found', `There is no interaction ${id}.`, { interaction: id });
  return {
    id: row.id,
    state: row.state,
    agentId: row.agent_id,
    epoch: row.epoch,
    groupId: row.service_group_id,
  };
}

/**
 * Locks an interaction that the viewer holds at this epoch.
 * @throws not-found, or lease-lost when somebody else holds it or held it since
 */
export async function lockHeld(tx: Tx, viewer: Viewer, lease: Lease): Promise<LockedInteraction> {
  const locked = await lockVisible(tx, viewer, lease.id);
  if (locked.agentId !== viewer.agentId || locked.epoch !== lease.epoch) {
    throw new ExpectedError('lease-lost', `Interaction ${lease.id} is no longer yours.`, {
      interaction: lease.id,
    });
  }
  return locked;
}

/** @throws state-conflict unless the interaction is in one of the states */
export function requireState(locked: LockedInteraction, ...states: readonly InteractionState[]): void {
  if (states.includes(locked.state)) return;
  throw new ExpectedError('state-conflict', `Interaction ${locked.id} is ${locked.state}.`, {
    interaction: locked.id,
    state: locked.state,
  });
}
