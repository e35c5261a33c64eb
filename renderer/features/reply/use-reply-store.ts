import { useEffect, useState } from 'react';
import type { DraftKind } from '../../../contract/domain/draft.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { createReplyStore, type OpenDraft, type ReplyStore } from './reply-store.ts';

/** The store of the draft that this view has open: opened on mount, kept on every way out. */
export function useReplyStore(kind: DraftKind, openDraft: OpenDraft): ReplyStore {
  const desktop = useDesktop();
  const [store] = useState(() => createReplyStore({ desktop, kind, openDraft }));

  useEffect(() => {
    void store.actions.open();
    const stopEvents = desktop.onEvent((event) => {
      if (event.type === 'draft.safety') store.actions.applySafety(event.safety);
    });
    const keep = () => void store.actions.keepNow();
    // The last chances before the page goes away or is frozen.
    document.addEventListener('visibilitychange', keep);
    window.addEventListener('pagehide', keep);
    return () => {
      stopEvents();
      document.removeEventListener('visibilitychange', keep);
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [store, desktop]);

  return store;
}
