import { Archive, ArrowLeft, MessagesSquare } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { InteractionId, MailId } from '../../../contract/domain/ids.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ArchivedMessage } from '../archive/archived-message.tsx';
import { useArchivedMail } from '../archive/use-archived-mail.ts';
import { OutgoingItem, type OutgoingItemProps } from './outgoing-item.tsx';
import { outgoingStrings } from './strings.ts';

export interface SentMailViewProps extends Pick<OutgoingItemProps, 'onUndo' | 'onResolve'> {
  readonly mail: Outgoing;
  readonly onBack: () => void;
  readonly onShowInteraction: (id: InteractionId) => void;
  readonly onShowInArchive: (id: MailId) => void;
}

/** What was sent, as it was sent, above it what became of it. Escape leads back to the list. */
export function SentMailView(props: SentMailViewProps) {
  const { mail, onUndo, onResolve, onBack, onShowInteraction, onShowInArchive } = props;
  const strings = useStrings(outgoingStrings);
  const failureText = useFailureCodeText();
  const read = useArchivedMail(mail.mailId);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { interactionId } = mail;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of what is in it
    <section
      className="outgoing-page"
      aria-labelledby="sent-mail-title"
      data-region
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onBack();
      }}
    >
      <header className="interaction-head">
        <div className="interaction-line">
          <h1 id="sent-mail-title" ref={heading} tabIndex={-1} dir="auto">
            {mail.subject || strings.noSubject}
          </h1>
          <div className="sent-mail-ways">
            <Button look="quiet" icon={<ArrowLeft className="sent-mail-back" />} onPress={onBack}>
              {strings.back}
            </Button>
            {interactionId === null ? null : (
              <Button
                icon={<MessagesSquare />}
                onPress={() => {
                  onShowInteraction(interactionId);
                }}
              >
                {strings.showInteraction}
              </Button>
            )}
            <Button
              icon={<Archive />}
              onPress={() => {
                onShowInArchive(mail.mailId);
              }}
            >
              {strings.showInArchive}
            </Button>
          </div>
        </div>
      </header>
      <div className="sent-mail-state">
        <OutgoingItem mail={mail} onOpen={null} onUndo={onUndo} onResolve={onResolve} />
      </div>
      {read.state === 'ready' ? <ArchivedMessage message={read.message} /> : null}
      {read.state === 'loading' ? <Spinner label={strings.loadingMail} /> : null}
      {read.state === 'failed' ? (
        <EmptyState title={strings.mailFailedTitle} text={failureText(read.code)} />
      ) : null}
    </section>
  );
}
