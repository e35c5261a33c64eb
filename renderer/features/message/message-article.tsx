import './message-article.css';
import { ChevronDown, CornerUpLeft } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { DeliveryEvent } from '../../../contract/domain/mail-kind.ts';
import type { Attachment, Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthenticityMark, AuthenticityWarning } from './authenticity-mark.tsx';
import { AttachmentStrip } from './attachment-strip.tsx';
import { deliveryStrings } from './delivery-strings.ts';
import { DeliveryTimeline } from './delivery-timeline.tsx';
import { expertStrings } from './expert-strings.ts';
import { MailBody } from './mail-body.tsx';
import { RecipientLines } from './recipient-lines.tsx';
import { messageStrings } from './strings.ts';

export interface MessageArticleProps {
  readonly message: Message;
  /** What became of a sent one. */
  readonly deliveries?: readonly DeliveryEvent[];
  readonly isOpen: boolean;
  /** The only message of the thread is not folded. */
  readonly canFold: boolean;
  readonly onToggle: () => void;
  readonly onSave: (message: Message, attachment: Attachment) => void;
  readonly onOpenLink: (href: string) => void;
}

/** One mail of a thread: folded to a line, or open with its head, files and text. */
export function MessageArticle(props: MessageArticleProps) {
  const { message, deliveries = [], isOpen, canFold, onToggle, onSave, onOpenLink } = props;
  const strings = useStrings(messageStrings);
  const kinds = useStrings(deliveryStrings);
  const experts = useStrings(expertStrings);
  const times = useTimes();
  const [showsAll, setShowsAll] = useState(false);
  const name = message.from.name || message.from.address || strings.noSender;
  const files = message.attachments.filter((attachment) => !attachment.inline);
  const head = (
    <>
      <Avatar name={name} />
      <span className="message-who">
        <span className="message-from">
          <bdi className="message-name">{name}</bdi>
          {message.from.name ? <bdi className="message-address">{message.from.address}</bdi> : null}
          {message.direction === 'out' ? (
            <span className="message-out">
              <CornerUpLeft aria-hidden="true" /> {strings.sentBy}
            </span>
          ) : null}
          {message.expert ? (
            <span className="message-out">
              {message.expert === 'answer' ? experts.isAnswer : experts.isQuestion}
            </span>
          ) : null}
          {message.kind && message.kind !== 'message' ? (
            <span className="message-out">{kinds[message.kind]}</span>
          ) : null}
        </span>
        {isOpen ? null : (
          <span className="message-preview" dir="auto">
            {(message.replyText ?? message.text).slice(0, 160)}
          </span>
        )}
      </span>
      <time className="message-date tabular" dateTime={message.date ?? message.receivedAt}>
        {times.full(message.date ?? message.receivedAt)}
      </time>
    </>
  );
  return (
    <article
      className={`message${isOpen ? ' message-open' : ''}`}
      aria-label={strings.mailBody({ from: name })}
    >
      <header className="message-head">
        {canFold ? (
          <AriaButton className="message-fold" aria-expanded={isOpen} onPress={onToggle}>
            {head}
            <ChevronDown className="message-chevron" aria-hidden="true" />
          </AriaButton>
        ) : (
          <div className="message-fold">{head}</div>
        )}
        {isOpen ? (
          <div className="message-below">
            <RecipientLines
              message={message}
              showsAll={showsAll}
              onToggle={() => {
                setShowsAll(!showsAll);
              }}
            />
            {message.authentication ? <AuthenticityMark authentication={message.authentication} /> : null}
          </div>
        ) : null}
      </header>
      <DeliveryTimeline deliveries={deliveries} />
      {isOpen ? (
        <>
          <AuthenticityWarning message={message} />
          {message.blocked ? (
            <div className="message-notices">
              <Notice tone="warning">
                {(message.blocked.isReleased ? strings.letThrough : strings.keptBack)({
                  address: message.blocked.matched.address,
                  list: message.blocked.list,
                })}
              </Notice>
            </div>
          ) : null}
          {message.problems.length > 0 ? (
            <div className="message-notices">
              <Notice tone="warning">
                {strings.problem} <span dir="auto">{message.problems.join(' ')}</span>
              </Notice>
            </div>
          ) : null}
          {files.length > 0 ? (
            <AttachmentStrip
              attachments={files}
              onSave={(attachment) => {
                onSave(message, attachment);
              }}
            />
          ) : null}
          <MailBody key={message.id} message={message} onOpenLink={onOpenLink} />
        </>
      ) : null}
    </article>
  );
}
