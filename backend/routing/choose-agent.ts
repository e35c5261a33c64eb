import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';

/** A ready agent, as far as it matters for the next offer. */
export interface ReadyAgent {
  readonly id: AgentId;
  readonly tenantId: TenantId;
  /** Busy until then. */
  readonly idleSince: Date;
  readonly capacity: number;
  /** Offered and open interactions; parked ones do not count. */
  readonly holds: number;
  /** One offer at a time: a person can answer only one. */
  readonly hasOffer: boolean;
  readonly groupIds: readonly ServiceGroupId[];
}

/** True if the agent has room for an offer. */
export function hasRoom(agent: Pick<ReadyAgent, 'capacity' | 'holds' | 'hasOffer'>): boolean {
  return !agent.hasOffer && agent.holds < agent.capacity;
}

/**
 * Who gets the next offers, in this order: agents with room and with work waiting in one of their groups, those
 * idle longest first. Of two idle since the same instant the one with the lower id goes first, so that several
 * backends agree.
 */
export function lineUp(
  ready: readonly ReadyAgent[],
  waiting: ReadonlySet<ServiceGroupId>,
): readonly ReadyAgent[] {
  return ready
    .filter((agent) => hasRoom(agent) && agent.groupIds.some((id) => waiting.has(id)))
    .toSorted((a, b) => a.idleSince.getTime() - b.idleSince.getTime() || Number(a.id) - Number(b.id));
}
