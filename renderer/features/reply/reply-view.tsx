import './reply.css';
import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { DraftKind } from '../../../contract/domain/draft.ts';
import type { DraftId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureText } from './failure-text.ts';
import { ReplyForm } from './reply-form.tsx';
import type { OpenDraft } from './reply-actions.ts';
import { replyStrings } from './strings.ts';
import { useReplyStore } from './use-reply-store.ts';

export interface ReplyViewProps {
  readonly interaction: Interaction;
  readonly kind: DraftKind;
  /** It was handed over; `onClosed` follows. */
  readonly onSent: (sent: Outgoing) => void;
  /** The draft was sent or discarded, or the view was closed with the draft kept. */
  readonly onClosed: () => void;
}

/** The answer to an interaction that this agent holds. Remount it (by key) for another interaction or after an undo. */
export function ReplyView({ interaction, kind, onSent, onClosed }: ReplyViewProps) {
  const desktop = useDesktop();
  const { id, epoch } = interaction;
  const openDraft: OpenDraft = useCallback(
    (wanted) =>
      desktop.call('drafts.open', {
        interactionId: id,
        epoch,
        kind: wanted === 'new' ? 'reply' : wanted,
      }),
    [desktop, id, epoch],
  );
  return (
    <OpenReply
      kind={kind}
      interaction={interaction}
      openDraft={openDraft}
      onSent={onSent}
      onClosed={onClosed}
    />
  );
}

/** A mail that answers nothing, by its draft (from `drafts.start` or `drafts.list`). */
export function NewMailView({
  draftId,
  onSent,
  onClosed,
}: Pick<ReplyViewProps, 'onSent' | 'onClosed'> & { readonly draftId: DraftId }) {
  const desktop = useDesktop();
  const openDraft: OpenDraft = useCallback(
    () => desktop.call('drafts.read', { id: draftId }),
    [desktop, draftId],
  );
  return (
    <OpenReply kind="new" interaction={null} openDraft={openDraft} onSent={onSent} onClosed={onClosed} />
  );
}

interface OpenReplyProps extends Pick<ReplyViewProps, 'kind' | 'onSent' | 'onClosed'> {
  readonly interaction: Interaction | null;
  readonly openDraft: OpenDraft;
}

function OpenReply({ kind, interaction, openDraft, onSent, onClosed }: OpenReplyProps) {
  const strings = useStrings(replyStrings);
  const store = useReplyStore(kind, openDraft, interaction);
  const phase = useStore(store, (state) => state.phase);
  const draft = useStore(store, (state) => state.draft);
  const answeredAt = interaction?.expert?.answeredAt ?? null;
  const shownAnswer = useRef(answeredAt);
  useEffect(() => {
    if (answeredAt === shownAnswer.current) return;
    shownAnswer.current = answeredAt;
    void store.actions.refresh();
  }, [store, answeredAt]);

  if (phase.state === 'opening' || (draft === null && phase.state !== 'failed')) {
    return (
      <section className="reply reply-opening" aria-busy="true">
        <Spinner label={strings.opening} />
      </section>
    );
  }
  if (phase.state === 'failed') {
    return (
      <section className="reply reply-opening">
        <Notice
          tone="danger"
          actions={
            <>
              <Button size="small" onPress={() => void store.actions.open()}>
                {strings.retry}
              </Button>
              <Button size="small" look="quiet" onPress={onClosed}>
                {strings.cancel}
              </Button>
            </>
          }
        >
          {failureText(phase.failure, strings)}
        </Notice>
      </section>
    );
  }
  if (draft === null) return null;
  return (
    <ReplyForm
      key={draft.id}
      store={store}
      draft={draft}
      interaction={interaction}
      onSent={onSent}
      onClosed={onClosed}
    />
  );
}
