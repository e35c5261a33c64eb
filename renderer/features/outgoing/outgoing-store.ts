import { createStore, type StoreApi } from 'zustand';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { OutgoingId } from '../../../contract/domain/ids.ts';
import type { Outgoing, OutgoingState as SendState } from '../../../contract/domain/outgoing.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';

type Mails = ReadonlyMap<OutgoingId, Outgoing>;
export type Decision = 'arrived' | 'send-again' | 'give-up';

export interface OutgoingStoreState {
  readonly mails: Mails;
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly failure: ErrorCode | null;
  /** What was handed over from this window. */
  readonly sentHere: ReadonlySet<OutgoingId>;
  readonly load: () => Promise<void>;
  /** It was just handed over from this window. */
  readonly put: (mail: Outgoing) => void;
  /** The draft and its interaction are open again. Rejects with `already-sent` after the undo time. */
  readonly undo: (id: OutgoingId) => Promise<Draft>;
  readonly resolve: (id: OutgoingId, decision: Decision) => Promise<void>;
  readonly apply: (event: RealtimeEvent) => void;
}

/** Folds an event into what goes out. What was sent this session stays until the next reading, to be seen. */
export function applyToOutgoing(mails: Mails, event: RealtimeEvent): Mails {
  if (event.type !== 'outgoing.changed') return mails;
  const next = new Map(mails);
  if (event.outgoing.state === 'withdrawn') next.delete(event.outgoing.id);
  else next.set(event.outgoing.id, event.outgoing);
  return next;
}

const needsPerson: readonly SendState[] = ['uncertain', 'rejected'];

/** True if it does not go on without a decision. */
export function needsDecision(outgoing: Outgoing): boolean {
  return needsPerson.includes(outgoing.state);
}

/** What needs a person first, then the newest. */
export function selectOutgoing(mails: Mails): readonly Outgoing[] {
  return [...mails.values()].toSorted(
    (a, b) => Number(needsDecision(b)) - Number(needsDecision(a)) || (a.queuedAt < b.queuedAt ? 1 : -1),
  );
}

/** What is on its way out, and what got stuck there. */
export function createOutgoingStore(desktop: Desktop): StoreApi<OutgoingStoreState> {
  return createStore((set, get) => ({
    mails: new Map(),
    sentHere: new Set(),
    loading: 'loading',
    failure: null,
    async load() {
      try {
        const { outgoing } = await desktop.call('outgoing.list', {});
        set({ mails: new Map(outgoing.map((each) => [each.id, each])), loading: 'ready', failure: null });
      } catch (error) {
        set({ loading: 'failed', failure: failureCode(error) });
      }
    },
    put(mail) {
      const { mails, sentHere } = get();
      // An event may have overtaken the answer; it is the newer one.
      const known = mails.get(mail.id) ?? mail;
      set({ mails: new Map(mails).set(mail.id, known), sentHere: new Set(sentHere).add(mail.id) });
    },
    async undo(id) {
      const draft = await desktop.call('outgoing.undo', { id });
      const mails = new Map(get().mails);
      mails.delete(id);
      set({ mails });
      return draft;
    },
    async resolve(id, decision) {
      const outgoing = await desktop.call('outgoing.resolve', { id, decision });
      set({ mails: new Map(get().mails).set(id, outgoing) });
    },
    apply(event) {
      set({ mails: applyToOutgoing(get().mails, event) });
    },
  }));
}

export const {
  Provider: OutgoingProvider,
  useSelected: useOutgoing,
  useApi: useOutgoingStore,
} = createStoreContext<OutgoingStoreState>('outgoing');
