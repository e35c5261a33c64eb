import './interaction-view.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Attachment, Message } from '../../../contract/domain/message.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { openLink } from '../../platform/open-link.ts';
import { saveAttachment } from '../../platform/save-attachment.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useMedia } from '../../ui/use-media.ts';
import type { Me } from '../sign-in/session-store.ts';
import { deliveryStrings, failureReason } from './delivery-strings.ts';
import { ExpertDialog } from './expert-dialog.tsx';
import { ExpertNotice } from './expert-notice.tsx';
import { type InteractionActions, newestOfCustomer, standingOf } from './interaction-actions.ts';
import { InteractionHead } from './interaction-head.tsx';
import { useMessages } from './message-store.ts';
import { SourceDialog } from './source-dialog.tsx';
import { messageStrings } from './strings.ts';
import { ThreadDialogs } from './thread-dialogs.tsx';
import { ThreadMenu } from './thread-menu.tsx';
import { ThreadQuestion } from './thread-question.tsx';
import { Thread } from './thread.tsx';
import { useThreadChanges } from './use-thread-changes.ts';

export interface InteractionViewProps {
  readonly interaction: Interaction;
  readonly me: Me;
  readonly actions: InteractionActions;
  /** Another number each time the agent has opened it and wants the focus there; 0: it stays where it is. */
  readonly focusTurn: number;
  /** The reply, where one is open: it lies under the thread. */
  readonly reply: ReactNode;
  /** Another number each time that the reply is asked for. */
  readonly replyTurn?: number;
}

/** Where message and reply have no room beside each other: a small window, or a large one enlarged to 200 %. */
const lowWindow = '(max-height: 40rem)';

/** An interaction: its head, its thread, and the reply under it. */
export function InteractionView({
  interaction,
  me,
  actions,
  focusTurn,
  reply,
  replyTurn = 0,
}: InteractionViewProps) {
  const desktop = useDesktop();
  const strings = useStrings(messageStrings);
  const failureText = useFailureText();
  const deliveries = useStrings(deliveryStrings);
  const language = useLanguage((state) => state.language);
  const panel = useMessages((state) => state.panel);
  const setPanel = useMessages((state) => state.setPanel);
  const heading = useRef<HTMLHeadingElement>(null);
  const changes = useThreadChanges(interaction);
  const standing = standingOf(interaction, me.agent.id);
  const isHeld = standing === 'open' || standing === 'parked';
  const newest = newestOfCustomer(interaction);
  const isLow = useMedia(lowWindow) && Boolean(reply);
  // Asked for again, the reply comes back.
  const [unfoldedAt, setUnfoldedAt] = useState<number | null>(null);
  const isFolded = isLow && unfoldedAt !== replyTurn;
  const room = !isLow ? '' : isFolded ? ' interaction-room-reply' : ' interaction-room-message';

  const focused = useRef(0);
  useEffect(() => {
    if (focusTurn === focused.current) return;
    focused.current = focusTurn;
    if (focusTurn > 0) heading.current?.focus();
  }, [focusTurn]);

  async function attempt(work: Promise<string | null>): Promise<void> {
    try {
      const detail = await work;
      if (detail !== null) showToast({ text: strings.saved, tone: 'good', detail });
    } catch (error) {
      showToast({ text: failureText(error), tone: 'danger', about: interaction.id });
    }
  }
  function onSave(message: Message, attachment: Attachment): void {
    void attempt(
      saveAttachment(desktop, { mail: message.id, attachment: attachment.id, name: attachment.name }),
    );
  }
  function onOpenLink(href: string): void {
    void attempt(openLink(desktop, href).then(() => null));
  }

  return (
    <>
      <InteractionHead
        interaction={interaction}
        standing={standing}
        groups={me.groups}
        actions={actions}
        threadItems={
          <ThreadMenu
            interaction={interaction}
            onSplit={changes.split}
            onMove={() => {
              setPanel('move');
            }}
            onMerge={() => {
              setPanel('merge');
            }}
          />
        }
        showsWhy={panel === 'why'}
        onShowWhy={(open) => {
          setPanel(open ? 'why' : null);
        }}
        onSource={() => {
          setPanel('source');
        }}
        onExpert={() => {
          setPanel('expert');
        }}
        headingRef={heading}
        isFolded={isFolded}
        onFold={
          isLow
            ? () => {
                setUnfoldedAt(isFolded ? replyTurn : null);
              }
            : null
        }
      />
      {interaction.delivery && !isFolded ? (
        <div className="interaction-problem">
          <Notice tone="warning">
            <bdi>
              {deliveries.failedTo({
                recipient: interaction.delivery.recipient,
                reason: failureReason(interaction.delivery, language),
              })}
            </bdi>
          </Notice>
        </div>
      ) : null}
      {interaction.expert && standing !== 'closed' && !isFolded ? (
        <ExpertNotice
          question={interaction.expert}
          onOpenDraft={
            standing === 'open' && !reply
              ? () => {
                  actions.reply('reply');
                }
              : null
          }
        />
      ) : null}
      {interaction.thread?.question && !isFolded ? (
        <ThreadQuestion question={interaction.thread.question} canAnswer={isHeld} onAnswer={changes.answer} />
      ) : null}
      {interaction.problem && !isFolded ? (
        <div className="interaction-problem">
          <Notice tone="warning">
            {strings.problem} <span dir="auto">{interaction.problem}</span>
          </Notice>
        </div>
      ) : null}
      <div className={`interaction-room${reply ? ' interaction-room-split' : ''}${room}`}>
        {/* Not the key of the reply beside it: of two children with one key, React leaves the old one standing. */}
        <Thread
          key={`thread-${interaction.id}`}
          messages={[...(interaction.thread?.earlier ?? []), ...interaction.messages]}
          outgoing={interaction.outgoing}
          onSave={onSave}
          onOpenLink={onOpenLink}
        />
        {reply}
      </div>
      {isHeld ? (
        <ThreadDialogs
          interaction={interaction}
          groups={me.groups}
          panel={panel}
          changes={changes}
          onPass={actions.requeue}
          onClose={() => {
            setPanel(null);
          }}
        />
      ) : null}
      {panel === 'expert' && standing === 'open' ? (
        <ExpertDialog
          onAsk={actions.askExpert}
          onClose={() => {
            setPanel(null);
          }}
        />
      ) : null}
      {panel === 'source' && newest ? (
        <SourceDialog
          mail={newest.id}
          onClose={() => {
            setPanel(null);
          }}
        />
      ) : null}
    </>
  );
}
