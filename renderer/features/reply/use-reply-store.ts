import { useEffect, useState } from 'react';
import type { Draft, DraftKind } from '../../../contract/domain/draft.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import type { OpenDraft, ReplyStore } from './reply-actions.ts';
import { createReplyStore } from './reply-store.ts';
import type { AnsweredMail } from './switch-kind.ts';

/** The store of the draft that this view has open: opened on mount, kept on every way out. */
export function useReplyStore(
  kind: DraftKind,
  openDraft: OpenDraft,
  interaction: Interaction | null,
): ReplyStore {
  const desktop = useDesktop();
  const [store] = useState(() =>
    createReplyStore({ desktop, kind, openDraft, findAnswered: (draft) => answeredBy(draft, interaction) }),
  );

  useEffect(() => {
    void store.actions.open();
    const stopEvents = desktop.onEvent((event) => {
      if (event.type === 'draft.safety') store.actions.applySafety(event.safety);
      else if (event.type === 'upload') store.actions.applyProgress(event.upload, event.sent);
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

function answeredBy(draft: Draft, interaction: Interaction | null): AnsweredMail | null {
  const message = interaction?.messages.find((each) => each.id === draft.mailId);
  if (message === undefined) return null;
  const ours = [
    draft.from.address,
    interaction?.routing.matched?.address,
    interaction?.routing.serviceAccess?.address,
  ].map((address) => address?.toLowerCase());
  return { message, isOurs: (address) => ours.includes(address.toLowerCase()) };
}
