import { createStore, type StoreApi } from 'zustand';
import type { Presence } from '../../../contract/domain/agent.ts';
import type { AgentId } from '../../../contract/domain/ids.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';

export interface PresenceState {
  readonly agentId: AgentId | null;
  readonly presence: Presence | null;
  /** Of the newest news of it. */
  readonly revision: number;
  readonly pending: boolean;
  readonly failure: ErrorCode | null;
  readonly reset: (agentId: AgentId, presence: Presence) => void;
  readonly becomeReady: () => Promise<void>;
  readonly becomeNotReady: (reason: string | null) => Promise<void>;
  /** Reads it again, after events were lost. */
  readonly load: () => Promise<void>;
  readonly apply: (event: RealtimeEvent) => void;
}

type Truth = Pick<PresenceState, 'agentId' | 'presence' | 'revision'>;

/** Folds an event into my presence; that of others is not kept. */
export function applyToPresence(state: Truth, event: RealtimeEvent): Truth {
  if (event.type !== 'presence.changed' || event.agentId !== state.agentId) return state;
  return { ...state, presence: event.presence, revision: event.revision };
}

/** Whether I get offers, and why not. */
export function createPresenceStore(desktop: Desktop): StoreApi<PresenceState> {
  return createStore((set, get) => {
    async function change(state: 'ready' | 'not-ready', reason: string | null): Promise<void> {
      set({ pending: true, failure: null });
      try {
        set({ presence: await desktop.call('presence.set', { state, reason }) });
      } catch (error) {
        set({ failure: failureCode(error) });
      } finally {
        set({ pending: false });
      }
    }
    return {
      agentId: null,
      presence: null,
      revision: 0,
      pending: false,
      failure: null,
      reset(agentId, presence) {
        set({ agentId, presence, revision: 0, failure: null });
      },
      becomeReady: () => change('ready', null),
      becomeNotReady: (reason) => change('not-ready', reason),
      async load() {
        try {
          const { agent, presence, revision } = await desktop.call('session.read', {});
          // An event that overtook the answer is newer than it.
          if (agent.id === get().agentId && revision >= get().revision) set({ presence, revision });
        } catch (error) {
          set({ failure: failureCode(error) });
        }
      },
      apply(event) {
        set(applyToPresence(get(), event));
      },
    };
  });
}

export const {
  Provider: PresenceProvider,
  useSelected: usePresence,
  useApi: usePresenceStore,
} = createStoreContext<PresenceState>('presence');
