import type { MailAddress } from '../../contract/domain/mail-address.ts';
import type { DraftKind } from '../../contract/domain/draft.ts';
import type { InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Interaction } from '../../contract/domain/interaction.ts';
import type { ErrorCode } from '../../contract/error.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import { selectMine } from '../features/inbox/interactions.ts';
import { failureCode } from '../strings/failures.ts';
import { useListCursor } from '../ui/list-cursor.ts';
import type { WorkStores } from './work-stores.ts';

export interface WorkActions {
  readonly accept: (id: InteractionId) => void;
  readonly decline: (id: InteractionId) => void;
  readonly pick: (id: InteractionId) => void;
  readonly resume: (id: InteractionId) => void;
  readonly park: (id: InteractionId) => void;
  readonly requeue: (id: InteractionId, group?: ServiceGroupId) => void;
  readonly close: (id: InteractionId) => void;
  /** Takes up a closed one, with the draft that was discarded with it. */
  readonly reopen: (id: InteractionId) => void;
  /** Rejects with an ExpectedError: its dialog stays. */
  readonly askExpert: (id: InteractionId, expert: MailAddress, question: string) => Promise<void>;
  readonly reply: (id: InteractionId, kind: DraftKind) => void;
  readonly newMail: (group: ServiceGroupId) => void;
  readonly undo: (mail: Outgoing) => void;
  /** Opens the next thing to do, or gives the focus to the list. */
  readonly openNext: (after: InteractionId | null) => void;
}

/** What is known around a failure. */
export interface FailureContext {
  /** The colleague who was faster. */
  readonly takenBy: string | null;
  /** The interaction that the agent still works on. */
  readonly about: InteractionId | null;
}

/** What failed because it is no longer as it was here. */
const overtaken: readonly ErrorCode[] = ['state-conflict', 'offer-gone', 'lease-lost', 'not-found'];

/**
 * What an agent does, with where the work goes on afterwards: accept opens the message, finishing opens the next
 * one. Failures go to `report`; nothing on the screen is lost by them.
 */
export function createWorkActions(
  stores: WorkStores,
  report: (error: unknown, context: FailureContext) => void,
  onUndone: () => void,
  onClosed: (undo: () => void) => void,
): WorkActions {
  const { inbox, messages, outgoing, place } = stores;

  /** Who works on it now, where that is somebody else. */
  async function findHolder(id: InteractionId): Promise<string | null> {
    await messages.getState().read(id);
    const detail = messages.getState().details.get(id);
    if (detail?.state !== 'ready') return null;
    const { state, agent } = detail.interaction;
    const isHeld = state === 'open' || state === 'parked';
    return isHeld && agent && agent.id !== inbox.getState().me ? agent.name : null;
  }
  function attempt(work: () => Promise<void>, id: InteractionId | null = null): void {
    work().catch(async (error: unknown) => {
      const isOvertaken = overtaken.includes(failureCode(error));
      const takenBy = id && isOvertaken ? await findHolder(id) : null;
      report(error, { takenBy, about: isOvertaken ? null : id });
    });
  }
  function show(interaction: Interaction): void {
    // It was finished before the answer came.
    if (!inbox.getState().interactions.has(interaction.id)) return;
    messages.getState().put(interaction);
    place.getState().go('work');
    place.getState().open({ kind: 'interaction', id: interaction.id }, true);
  }
  function openNext(after: InteractionId | null): void {
    const { interactions, me } = inbox.getState();
    const mine = selectMine(interactions, me);
    const next = mine.open.find((each) => each.id !== after);
    place.getState().open(next ? { kind: 'interaction', id: next.id } : null, true);
    if (!next) useListCursor.getState().focus?.();
  }
  function reopen(id: InteractionId): void {
    attempt(async () => {
      show(await inbox.getState().reopen(id));
    });
  }
  function leave(id: InteractionId): void {
    const { opened, section } = place.getState();
    const current = opened[section];
    if (current?.kind === 'interaction' && current.id === id) openNext(id);
  }

  return {
    accept: (id) => {
      attempt(async () => {
        show(await inbox.getState().accept(id));
      }, id);
    },
    decline: (id) => {
      attempt(async () => {
        await inbox.getState().decline(id);
        leave(id);
      }, id);
    },
    pick: (id) => {
      attempt(async () => {
        show(await inbox.getState().pick(id));
      }, id);
    },
    resume: (id) => {
      attempt(async () => {
        show(await inbox.getState().resume(id));
      }, id);
    },
    park: (id) => {
      attempt(async () => {
        await inbox.getState().park(id);
        leave(id);
      }, id);
    },
    requeue: (id, group) => {
      attempt(async () => {
        await inbox.getState().requeue(id, group);
        place.getState().endReply(id);
        leave(id);
      }, id);
    },
    close: (id) => {
      attempt(async () => {
        await inbox.getState().close(id);
        place.getState().endReply(id);
        leave(id);
        onClosed(() => reopen(id));
      }, id);
    },
    reopen,
    askExpert: async (id, expert, question) => {
      await inbox.getState().askExpert(id, expert, question);
      leave(id);
    },
    reply: (id, kind) => {
      place.getState().startReply(id, kind);
    },
    newMail: (group) => {
      attempt(async () => {
        const draft = await inbox.getState().startMail(group);
        place.getState().go('work');
        place.getState().open({ kind: 'draft', id: draft.id }, true);
      });
    },
    undo: (mail) => {
      attempt(async () => {
        const draft = await outgoing.getState().undo(mail.id);
        onUndone();
        place.getState().go('work');
        if (draft.interactionId) {
          place.getState().open({ kind: 'interaction', id: draft.interactionId });
          place.getState().startReply(draft.interactionId, draft.kind);
          await messages.getState().read(draft.interactionId);
        } else {
          await inbox.getState().readDrafts();
          place.getState().open({ kind: 'draft', id: draft.id }, true);
        }
      });
    },
    openNext,
  };
}
