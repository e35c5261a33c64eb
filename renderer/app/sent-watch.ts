import type { StoreApi } from 'zustand';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import type { OutgoingStoreState } from '../features/outgoing/outgoing-store.ts';
import type { Clock } from '../platform/clock.ts';

/** Where a mail that was handed over stands, as the agent is told. */
export type SendStage =
  | 'undoable'
  /** Its turn has come or is about to. */
  | 'waiting'
  /** An attempt has failed; the next one follows by itself. */
  | 'delayed'
  | Exclude<OutgoingState, 'queued' | 'withdrawn'>;

const finals: readonly SendStage[] = ['accepted', 'rejected', 'uncertain'];

/** True if nothing more happens by itself. */
export function isFinal(stage: SendStage): boolean {
  return finals.includes(stage);
}

/** Null: it was called back. */
function stageOf({ state, attempts, notBefore }: Outgoing, now: number): SendStage | null {
  if (state === 'withdrawn') return null;
  if (state !== 'queued') return state;
  if (attempts > 0) return 'delayed';
  return Date.parse(notBefore) > now ? 'undoable' : 'waiting';
}

export interface SentWatchParts {
  readonly outgoing: StoreApi<OutgoingStoreState>;
  readonly clock: Clock;
  /** Called for each stage once. Of one that is delayed only the end is told. */
  readonly onStage: (mail: Outgoing, stage: SendStage) => void;
  /** It was called back, or is no longer listed. */
  readonly onGone: (id: OutgoingId) => void;
}

/** Follows each mail that was sent from this window from the hand-over to its end. */
export function watchSent({ outgoing, clock, onStage, onGone }: SentWatchParts): { stop: () => void } {
  const told = new Map<OutgoingId, SendStage | 'over'>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(id: OutgoingId, mail: Outgoing | undefined): void {
    const before = told.get(id);
    if (before === 'over') return;
    const stage = mail ? stageOf(mail, clock.now()) : null;
    if (mail === undefined || stage === null) {
      told.set(id, 'over');
      onGone(id);
    } else if (stage !== before && (before !== 'delayed' || isFinal(stage))) {
      told.set(id, isFinal(stage) ? 'over' : stage);
      onStage(mail, stage);
    }
  }

  function look(): void {
    const { mails, sentHere } = outgoing.getState();
    for (const id of sentHere) tell(id, mails.get(id));
    clearTimeout(timer);
    const ends = [...told]
      .filter(([, stage]) => stage === 'undoable')
      .map(([id]) => Date.parse(mails.get(id)?.notBefore ?? ''));
    if (ends.length > 0) timer = setTimeout(look, Math.max(0, Math.min(...ends) - clock.now()) + 1);
  }

  // What had come to its end before is not told anew.
  for (const id of outgoing.getState().sentHere) {
    const mail = outgoing.getState().mails.get(id);
    const stage = mail ? stageOf(mail, clock.now()) : null;
    if (stage === null || isFinal(stage)) told.set(id, 'over');
  }
  look();
  const stop = outgoing.subscribe(look);
  return {
    stop() {
      stop();
      clearTimeout(timer);
    },
  };
}
