import { MailOpen } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useInbox } from '../features/inbox/inbox-store.ts';
import type { InteractionActions } from '../features/message/interaction-actions.ts';
import { InteractionView } from '../features/message/interaction-view.tsx';
import { useMessages } from '../features/message/message-store.ts';
import { useOutgoing } from '../features/outgoing/outgoing-store.ts';
import { NewMailView } from '../features/reply/reply-view.tsx';
import type { Me } from '../features/sign-in/session-store.ts';
import type { DraftId, InteractionId } from '../../contract/domain/ids.ts';
import { useFailureCodeText } from '../strings/failures.ts';
import { useStrings } from '../strings/strings.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useListCursor } from '../ui/list-cursor.ts';
import { Spinner } from '../ui/spinner.tsx';
import { focusWhenThere } from './focus-when-there.ts';
import { usePlace, type Opened } from './place-store.ts';
import { ReplyRoom } from './reply-room.tsx';
import { appStrings } from './strings.ts';
import type { WorkActions } from './work-actions.ts';

export interface MessagePaneProps {
  readonly opened: Opened | null;
  readonly me: Me;
  readonly actions: WorkActions;
}

/** What is open: an interaction with its reply, or a new mail. */
export function MessagePane({ opened, me, actions }: MessagePaneProps) {
  const strings = useStrings(appStrings);
  if (opened?.kind === 'interaction') return <OpenInteraction id={opened.id} me={me} actions={actions} />;
  if (opened?.kind === 'draft') return <OpenDraft key={opened.id} id={opened.id} />;
  return <EmptyState icon={<MailOpen />} title={strings.noneTitle} text={strings.noneText} />;
}

function OpenDraft({ id }: { readonly id: DraftId }) {
  const open = usePlace((state) => state.open);
  const put = useOutgoing((state) => state.put);
  const readDrafts = useInbox((state) => state.readDrafts);
  const focusTurn = usePlace((state) => state.focusTurn);
  const room = useRef<HTMLDivElement>(null);
  const focused = useRef(0);
  useEffect(() => {
    if (focusTurn === focused.current) return undefined;
    focused.current = focusTurn;
    if (focusTurn === 0) return undefined;
    return focusWhenThere(room.current, 'new');
  }, [focusTurn]);
  return (
    <div ref={room} className="new-mail-room">
      <NewMailView
        draftId={id}
        onSent={put}
        onClosed={() => {
          open(null);
          useListCursor.getState().focus?.();
          void readDrafts();
        }}
      />
    </div>
  );
}

/** Milliseconds within which another selection makes the one before it a mere passage: a key held on the list. */
const passage = 70;

interface OpenInteractionProps {
  readonly id: InteractionId;
  readonly me: Me;
  readonly actions: WorkActions;
}

function OpenInteraction({ id, me, actions }: OpenInteractionProps) {
  const strings = useStrings(appStrings);
  const failureText = useFailureCodeText();
  const detail = useMessages((state) => state.details.get(id));
  const read = useMessages((state) => state.read);
  const epoch = useInbox((state) => state.interactions.get(id)?.epoch);
  const newestMail = useInbox((state) => state.interactions.get(id)?.newestMailId);
  const answeredAt = useInbox((state) => state.interactions.get(id)?.expert?.answeredAt);
  const focusTurn = usePlace((state) => state.focusTurn);
  const reply = usePlace((state) => state.replies.get(id));
  const selectedAt = useRef(-Infinity);
  // What is pressed or stepped to is read at once; going down a list with a key held reads only where it stops. The
  // epoch: its holder changed; another newest mail: the customer wrote again, or an
  // expert answered.
  const readSoon = useEffectEvent((wanted: InteractionId, ..._changes: readonly unknown[]) => {
    const before = selectedAt.current;
    selectedAt.current = performance.now();
    if (selectedAt.current - before < passage) return setTimeout(() => void read(wanted), passage);
    void read(wanted);
    return undefined;
  });
  useEffect(() => {
    const timer = readSoon(id, epoch, newestMail, answeredAt);
    return () => {
      clearTimeout(timer);
    };
  }, [id, epoch, newestMail, answeredAt]);

  if (!detail || detail.state === 'loading') {
    return (
      <div className="ui-empty">
        <Spinner label={strings.loading} />
      </div>
    );
  }
  if (detail.state === 'failed') {
    return (
      <EmptyState title={strings.failedTitle} text={failureText(detail.code)}>
        <Button onPress={() => void read(id)}>{strings.retry}</Button>
      </EmptyState>
    );
  }
  const { interaction } = detail;
  const isMine = interaction.agent?.id === me.agent.id && interaction.state === 'open';
  return (
    <InteractionView
      interaction={interaction}
      me={me}
      focusTurn={focusTurn}
      actions={boundTo(id, actions)}
      replyTurn={reply?.turn ?? 0}
      reply={isMine && reply ? <ReplyRoom key={id} interaction={interaction} reply={reply} /> : null}
    />
  );
}

/** The actions of one interaction. */
function boundTo(id: InteractionId, actions: WorkActions): InteractionActions {
  return {
    accept: () => {
      actions.accept(id);
    },
    decline: () => {
      actions.decline(id);
    },
    pick: () => {
      actions.pick(id);
    },
    reply: (kind) => {
      actions.reply(id, kind);
    },
    park: () => {
      actions.park(id);
    },
    resume: () => {
      actions.resume(id);
    },
    requeue: (group) => {
      actions.requeue(id, group);
    },
    close: () => {
      actions.close(id);
    },
    askExpert: (expert, question) => actions.askExpert(id, expert, question),
  };
}
