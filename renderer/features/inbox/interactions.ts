import type { AgentId, InteractionId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import {
  interactionSummary,
  type Interaction,
  type InteractionSummary,
} from '../../../contract/domain/interaction.ts';

export type Interactions = ReadonlyMap<InteractionId, InteractionSummary>;

export type InteractionChange =
  | { readonly type: 'changed'; readonly interaction: InteractionSummary }
  | { readonly type: 'gone'; readonly id: InteractionId };

/**
 * One change folded in. A closed interaction leaves; a snapshot with an older lease epoch than the known one is
 * late and changes nothing.
 */
export function applyToInteractions(interactions: Interactions, change: InteractionChange): Interactions {
  const id = change.type === 'gone' ? change.id : change.interaction.id;
  const known = interactions.get(id);
  const leaves = change.type === 'gone' || change.interaction.state === 'closed';
  if (leaves && !known) return interactions;
  if (change.type === 'changed' && known && change.interaction.epoch < known.epoch) return interactions;
  const next = new Map(interactions);
  if (leaves) next.delete(id);
  else next.set(id, change.interaction);
  return next;
}

export interface Mine {
  readonly offers: readonly InteractionSummary[];
  readonly open: readonly InteractionSummary[];
  readonly parked: readonly InteractionSummary[];
}

export interface WaitingGroup {
  readonly id: ServiceGroupId;
  readonly name: string;
  readonly count: number;
}

function byPlace(a: InteractionSummary, b: InteractionSummary): number {
  return b.priority - a.priority || (a.enqueuedAt < b.enqueuedAt ? -1 : a.enqueuedAt > b.enqueuedAt ? 1 : 0);
}

/** What I hold, each in the order in which it came. */
export function selectMine(interactions: Interactions, me: AgentId | null): Mine {
  const mine = [...interactions.values()].filter((each) => each.agent?.id === me).toSorted(byPlace);
  return {
    offers: mine.filter((each) => each.state === 'offered'),
    open: mine.filter((each) => each.state === 'open'),
    parked: mine.filter((each) => each.state === 'parked'),
  };
}

/** What waits, best place first; of one group, or of all. */
export function selectWaiting(
  interactions: Interactions,
  group: ServiceGroupId | null,
): readonly InteractionSummary[] {
  return [...interactions.values()]
    .filter((each) => each.state === 'queued' && (group === null || each.group.id === group))
    .toSorted(byPlace);
}

/** How many wait in each group; groups in which nothing waits are listed by the caller. */
export function countWaiting(interactions: Interactions): ReadonlyMap<ServiceGroupId, WaitingGroup> {
  const groups = new Map<ServiceGroupId, WaitingGroup>();
  for (const { state, group } of interactions.values()) {
    if (state !== 'queued') continue;
    groups.set(group.id, { ...group, count: (groups.get(group.id)?.count ?? 0) + 1 });
  }
  return groups;
}

/** The list's part of an interaction. */
export function summaryOf(interaction: Interaction): InteractionSummary {
  return interactionSummary.parse(interaction);
}
