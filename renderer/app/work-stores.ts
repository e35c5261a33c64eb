import type { HostEvent } from '../../contract/desktop.ts';
import { createArchiveStore } from '../features/archive/archive-store.ts';
import { createInboxStore } from '../features/inbox/inbox-store.ts';
import { createMessageStore } from '../features/message/message-store.ts';
import { createOutgoingStore } from '../features/outgoing/outgoing-store.ts';
import { createPresenceStore } from '../features/presence/presence-store.ts';
import type { Me } from '../features/sign-in/session-store.ts';
import type { Desktop } from '../platform/desktop.ts';
import { createPlaceStore } from './place-store.ts';

/** The stores of one signed-in agent; gone with the session, so that nothing is left for the next one. */
export function createWorkStores(desktop: Desktop, me: Me) {
  const presence = createPresenceStore(desktop);
  presence.getState().reset(me.agent.id, me.presence);
  return {
    archive: createArchiveStore(desktop),
    inbox: createInboxStore(desktop),
    messages: createMessageStore(desktop),
    outgoing: createOutgoingStore(desktop),
    presence,
    place: createPlaceStore(),
  };
}
export type WorkStores = ReturnType<typeof createWorkStores>;

/** Reads everything, also again after events were missed. */
export function loadWork(stores: WorkStores, me: Me): void {
  void stores.inbox.getState().load(me.agent.id);
  void stores.outgoing.getState().load();
}

/** Folds an event of the backend into every store that it concerns. */
export function applyToWork(stores: WorkStores, me: Me, event: HostEvent): void {
  if (event.type !== 'realtime') return;
  const change = event.event;
  if (change.type === 'reset') {
    void stores.inbox.getState().load(me.agent.id);
    void stores.outgoing.getState().load();
    void stores.presence.getState().load();
    const opened = stores.place.getState().opened.work;
    if (opened?.kind === 'interaction') void stores.messages.getState().read(opened.id);
    return;
  }
  stores.presence.getState().apply(change);
  stores.inbox.getState().apply(change);
  stores.messages.getState().apply(change);
  stores.outgoing.getState().apply(change);
}
