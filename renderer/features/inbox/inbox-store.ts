import { createStore, type StoreApi } from 'zustand';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { AgentId, DraftId, InteractionId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { MailAddress } from '../../../contract/domain/mail-address.ts';
import type { Interaction, InteractionSummary } from '../../../contract/domain/interaction.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';
import { applyToInteractions, summaryOf, type Interactions } from './interactions.ts';

export interface InboxState {
  readonly me: AgentId | null;
  /** Everything that this agent may see and that is not closed. */
  readonly interactions: Interactions;
  /** Drafts of new mail; those of a reply belong to their interaction. */
  readonly drafts: readonly Draft[];
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly failure: ErrorCode | null;
  /** How many wait altogether; more than are listed where there are very many. */
  readonly waitingTotal: number;
  /** The offer to me that went last without being accepted. */
  readonly lostOffer: InteractionSummary | null;
  readonly load: (me: AgentId) => Promise<void>;
  readonly readDrafts: () => Promise<void>;
  readonly startMail: (groupId: ServiceGroupId) => Promise<Draft>;
  readonly forgetDraft: (id: DraftId) => void;
  /** Each rejects with an ExpectedError. Whose turn it is follows as an event as well. */
  readonly accept: (id: InteractionId) => Promise<Interaction>;
  readonly decline: (id: InteractionId) => Promise<void>;
  readonly pick: (id: InteractionId) => Promise<Interaction>;
  readonly park: (id: InteractionId) => Promise<void>;
  readonly resume: (id: InteractionId) => Promise<Interaction>;
  readonly requeue: (id: InteractionId, group?: ServiceGroupId) => Promise<void>;
  readonly close: (id: InteractionId) => Promise<void>;
  /** Takes up a closed one. */
  readonly reopen: (id: InteractionId) => Promise<Interaction>;
  readonly askExpert: (id: InteractionId, expert: MailAddress, question: string) => Promise<void>;
  readonly apply: (event: RealtimeEvent) => void;
}

const mostListed = 5000;

/** What is mine and what waits. Server truth comes as events; lists are read at the start and after a reset. */
export function createInboxStore(desktop: Desktop): StoreApi<InboxState> {
  return createStore((set, get) => {
    // Events that arrive while the lists are read may be newer than the lists: they are folded in again after them.
    let missed: RealtimeEvent[] | null = null;

    function held(id: InteractionId): { id: InteractionId; epoch: number } {
      return { id, epoch: get().interactions.get(id)?.epoch ?? 0 };
    }
    function take(interaction: InteractionSummary): void {
      set({ interactions: applyToInteractions(get().interactions, { type: 'changed', interaction }) });
    }
    async function summarised(call: Promise<InteractionSummary>): Promise<void> {
      take(await call);
    }
    async function detailed(id: InteractionId, call: Promise<Interaction>): Promise<Interaction> {
      const wasListed = get().interactions.has(id);
      const interaction = await call;
      // What has left the lists meanwhile does not come back by an answer that events have overtaken.
      if (!wasListed || get().interactions.has(id)) take(summaryOf(interaction));
      return interaction;
    }

    // Typing changes a draft every second: one reading at a time, and once more for what changed meanwhile.
    let refreshing: 'no' | 'yes' | 'again' = 'no';
    async function refreshDrafts(): Promise<void> {
      if (refreshing !== 'no') {
        refreshing = 'again';
        return;
      }
      do {
        refreshing = 'yes';
        await get().readDrafts();
      } while (isChangedAgain());
      refreshing = 'no';
    }
    const isChangedAgain = () => refreshing === 'again';

    return {
      me: null,
      interactions: new Map(),
      drafts: [],
      loading: 'loading',
      failure: null,
      waitingTotal: 0,
      lostOffer: null,
      async load(me) {
        missed ??= [];
        set({ me, failure: null, ...(get().interactions.size === 0 ? { loading: 'loading' } : {}) });
        try {
          const [mine, waiting] = await Promise.all([
            desktop.call('interactions.list', { list: 'mine' }),
            desktop.call('interactions.list', { list: 'waiting', limit: mostListed }),
          ]);
          const listed = [...waiting.interactions, ...mine.interactions];
          let interactions: Interactions = new Map(listed.map((each) => [each.id, each]));
          for (const event of missed ?? []) interactions = foldEvent(interactions, event);
          set({ interactions, loading: 'ready', waitingTotal: waiting.total });
        } catch (error) {
          set({ loading: 'failed', failure: failureCode(error) });
        } finally {
          missed = null;
        }
        await get().readDrafts();
      },
      async readDrafts() {
        try {
          const { drafts } = await desktop.call('drafts.list', {});
          set({ drafts: drafts.filter((draft) => draft.interactionId === null) });
        } catch (error) {
          set({ failure: failureCode(error) });
        }
      },
      async startMail(groupId) {
        const draft = await desktop.call('drafts.start', { groupId });
        set({ drafts: [draft, ...get().drafts] });
        return draft;
      },
      forgetDraft(id) {
        set({ drafts: get().drafts.filter((draft) => draft.id !== id) });
      },
      accept: (id) => detailed(id, desktop.call('interactions.accept', held(id))),
      decline: (id) => summarised(desktop.call('interactions.decline', held(id))),
      pick: (id) => detailed(id, desktop.call('interactions.pick', { id })),
      park: (id) => summarised(desktop.call('interactions.park', held(id))),
      resume: (id) => detailed(id, desktop.call('interactions.resume', held(id))),
      requeue: (id, group) =>
        summarised(desktop.call('interactions.requeue', { ...held(id), ...(group ? { group } : {}) })),
      close: (id) => summarised(desktop.call('interactions.close', held(id))),
      reopen: (id) => detailed(id, desktop.call('interactions.reopen', { id })),
      askExpert: (id, expert, question) =>
        summarised(desktop.call('interactions.askExpert', { ...held(id), expert, question })),
      apply(event) {
        missed?.push(event);
        const before = get();
        set({
          interactions: foldEvent(before.interactions, event),
          lostOffer: offerLostBy(event, before) ?? before.lostOffer,
        });
        if (event.type === 'draft.changed' && before.drafts.some(({ id }) => id === event.draftId)) {
          void refreshDrafts();
        }
      },
    };
  });
}

/** The offer to me that an event takes back, if it is one that does. */
function offerLostBy(
  event: RealtimeEvent,
  { interactions, me }: Pick<InboxState, 'interactions' | 'me'>,
): InteractionSummary | null {
  const isChanged = event.type === 'interaction.changed';
  if (!isChanged && event.type !== 'interaction.gone') return null;
  const known = interactions.get(isChanged ? event.interaction.id : event.interactionId);
  if (known?.state !== 'offered' || known.agent?.id !== me) return null;
  return isChanged && event.interaction.agent?.id === me ? null : known;
}

/** Folds a realtime event into the interactions; events about other things change nothing. */
function foldEvent(interactions: Interactions, event: RealtimeEvent): Interactions {
  if (event.type === 'interaction.changed') {
    return applyToInteractions(interactions, { type: 'changed', interaction: event.interaction });
  }
  if (event.type === 'interaction.gone') {
    return applyToInteractions(interactions, { type: 'gone', id: event.interactionId });
  }
  return interactions;
}

export const {
  Provider: InboxProvider,
  useSelected: useInbox,
  useApi: useInboxStore,
} = createStoreContext<InboxState>('inbox');
