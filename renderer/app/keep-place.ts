import { endToastsAbout } from '../ui/toast.tsx';
import { openedKey } from './place-store.ts';
import type { WorkActions } from './work-actions.ts';
import type { WorkStores } from './work-stores.ts';

/**
 * When what is open in my work is no longer mine (answered, timed out, given away), the next thing is opened. A
 * reply is opened again with an interaction that has a draft.
 */
export function keepPlace(stores: WorkStores, actions: WorkActions): { stop: () => void } {
  const { inbox, place } = stores;
  const stopInbox = inbox.subscribe((state, before) => {
    if (state.interactions === before.interactions) return;
    const { opened, section } = place.getState();
    const current = section === 'work' ? opened.work : null;
    if (current?.kind !== 'interaction') return;
    const wasMine = before.interactions.get(current.id)?.agent?.id === state.me;
    const isMine = state.interactions.get(current.id)?.agent?.id === state.me;
    if (wasMine && !isMine) actions.openNext(current.id);
  });
  const stopPlace = place.subscribe((state, before) => {
    const current = state.opened[state.section];
    const left = before.opened[before.section];
    if (left?.kind === 'interaction' && openedKey(left) !== openedKey(current)) endToastsAbout(left.id);
    if (current === before.opened[before.section] || current?.kind !== 'interaction') return;
    const interaction = inbox.getState().interactions.get(current.id);
    const isOpen = interaction?.state === 'open' && interaction.agent?.id === inbox.getState().me;
    if (isOpen && interaction.draftId && !state.replies.has(current.id)) {
      place.getState().startReply(current.id, 'reply', false);
    }
  });
  return {
    stop: () => {
      stopInbox();
      stopPlace();
    },
  };
}
