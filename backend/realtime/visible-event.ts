import type { AgentId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import { isLead, seesGroup, type Viewer } from '../routing/viewer.ts';

/** An event as stored, with those it is for: a group, an agent, both, or (neither) the whole tenant. */
export interface AddressedEvent {
  readonly revision: number;
  readonly serviceGroupId: ServiceGroupId | null;
  readonly agentId: AgentId | null;
  readonly event: RealtimeEvent;
}

/**
 * What a viewer is told of an event; null: nothing. Where an interaction has left what they may see, they are told
 * just that.
 */
export function visibleEvent(viewer: Viewer, addressed: AddressedEvent): RealtimeEvent | null {
  const { event, serviceGroupId, agentId } = addressed;
  const forAll = serviceGroupId === null && agentId === null;
  const forGroup = serviceGroupId !== null && seesGroup(viewer, serviceGroupId);
  const forMe = agentId === viewer.agentId;
  if (!forAll && !forGroup && !forMe) return null;
  if (event.type === 'interaction.changed' && !forAll && !forGroup) {
    const { interaction, revision } = event;
    const stillMine = interaction.agent?.id === viewer.agentId || interaction.state === 'closed';
    return stillMine ? event : { type: 'interaction.gone', revision, interactionId: interaction.id };
  }
  // What somebody sends is their own affair and their team leads'.
  if (event.type === 'outgoing.changed' && !forMe && !isLead(viewer)) return null;
  return event;
}
