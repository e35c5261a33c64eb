import { createStore, type StoreApi } from 'zustand';
import type { InteractionId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';
import { createPictureCache, type PictureCache } from './picture-cache.ts';

export type Detail =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly interaction: Interaction }
  | { readonly state: 'failed'; readonly code: ErrorCode };

type Details = ReadonlyMap<InteractionId, Detail>;

export interface MessageState {
  readonly details: Details;
  /** Reads it, also again; what is known stays on the screen meanwhile. */
  readonly read: (id: InteractionId) => Promise<void>;
  readonly put: (interaction: Interaction) => void;
  readonly apply: (event: RealtimeEvent) => void;
  readonly pictures: PictureCache;
  readonly reset: () => void;
  /** What is opened over the message. */
  readonly panel: 'why' | 'source' | 'expert' | 'merge' | 'move' | 'split' | 'pass' | null;
  readonly setPanel: (panel: MessageState['panel']) => void;
}

/** How many read interactions are kept for going back to at once. */
const kept = 40;

function withDetail(details: Details, id: InteractionId, detail: Detail): Details {
  const next = new Map(details);
  next.delete(id);
  next.set(id, detail);
  for (const oldest of next.keys()) {
    if (next.size <= kept) break;
    next.delete(oldest);
  }
  return next;
}

/** What became of a mail that was sent on an interaction that is read. */
function withOutgoing(details: Details, outgoing: Outgoing): Details {
  const known = outgoing.interactionId === null ? undefined : details.get(outgoing.interactionId);
  if (known?.state !== 'ready' || outgoing.interactionId === null) return details;
  const { interaction } = known;
  if (!interaction.outgoing.some(({ id }) => id === outgoing.id)) return details;
  const changed = interaction.outgoing.map((one) => (one.id === outgoing.id ? outgoing : one));
  return new Map(details).set(outgoing.interactionId, {
    state: 'ready',
    interaction: { ...interaction, outgoing: changed },
  });
}

/** Folds an event into what is read: a changed interaction keeps its messages and takes its new state. */
export function applyToDetails(details: Details, event: RealtimeEvent): Details {
  if (event.type === 'interaction.gone') {
    if (!details.has(event.interactionId)) return details;
    return withDetail(details, event.interactionId, { state: 'failed', code: 'not-found' });
  }
  if (event.type === 'outgoing.changed') return withOutgoing(details, event.outgoing);
  if (event.type !== 'interaction.changed') return details;
  const known = details.get(event.interaction.id);
  if (known?.state !== 'ready' || event.interaction.epoch < known.interaction.epoch) return details;
  const next = new Map(details);
  next.set(event.interaction.id, {
    state: 'ready',
    interaction: { ...known.interaction, ...event.interaction },
  });
  return next;
}

/** The interactions that were opened, with their messages. */
export function createMessageStore(desktop: Desktop): StoreApi<MessageState> {
  return createStore((set, get) => ({
    details: new Map(),
    pictures: createPictureCache(desktop),
    async read(id) {
      if (get().details.get(id)?.state !== 'ready') {
        set({ details: withDetail(get().details, id, { state: 'loading' }) });
      }
      try {
        get().put(await desktop.call('interactions.read', { id }));
      } catch (error) {
        set({ details: withDetail(get().details, id, { state: 'failed', code: failureCode(error) }) });
      }
    },
    put(interaction) {
      set({ details: withDetail(get().details, interaction.id, { state: 'ready', interaction }) });
    },
    apply(event) {
      set({ details: applyToDetails(get().details, event) });
    },
    reset() {
      set({ details: new Map(), pictures: createPictureCache(desktop), panel: null });
    },
    panel: null,
    setPanel(panel) {
      set({ panel });
    },
  }));
}

export const {
  Provider: MessagesProvider,
  useSelected: useMessages,
  useApi: useMessagesStore,
} = createStoreContext<MessageState>('message');
