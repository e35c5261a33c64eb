import { Archive } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { InteractionId, MailId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { openLink } from '../../platform/open-link.ts';
import { saveAttachment } from '../../platform/save-attachment.ts';
import { failureCode, useFailureCodeText, useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { showToast } from '../../ui/toast.tsx';
import { MessageArticle } from '../message/message-article.tsx';
import { useArchive } from './archive-store.ts';
import { archiveStrings } from './strings.ts';

export interface ArchivedMailViewProps {
  readonly id: MailId | null;
  readonly onReopen: (interaction: InteractionId) => void;
}

/** One mail of the archive, to read, and to take its interaction up again where that is closed. */
export function ArchivedMailView({ id, onReopen }: ArchivedMailViewProps) {
  const found = useArchive((state) => state.mails.find((mail) => mail.id === id));
  const strings = useStrings(archiveStrings);
  const failureText = useFailureText();
  const failureCodeText = useFailureCodeText();
  const desktop = useDesktop();
  const [message, setMessage] = useState<Message | null>(null);
  const [failure, setFailure] = useState<ErrorCode | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    let current = true;
    async function read(wanted: MailId): Promise<void> {
      try {
        const read = await desktop.call('archive.read', { id: wanted });
        if (current) setMessage(read);
        if (current) setFailure(null);
      } catch (error) {
        if (current) setFailure(failureCode(error));
      }
    }
    void read(id);
    return () => {
      current = false;
    };
  }, [desktop, id]);

  function attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => showToast({ text: failureText(error), tone: 'danger' }));
  }

  if (id === null) return <EmptyState icon={<Archive />} title={strings.noneTitle} text={strings.noneText} />;
  if (failure) return <EmptyState title={strings.failedTitle} text={failureCodeText(failure)} />;
  if (message === null) return <EmptyState title={strings.loading} />;
  return (
    <>
      <header className="interaction-head">
        <div className="interaction-line">
          <h1 dir="auto">{message.subject || strings.noSubject}</h1>
          {found?.isClosed && found.interactionId ? (
            <ReopenButton id={found.interactionId} onReopen={onReopen} />
          ) : null}
        </div>
      </header>
      <div className="thread">
        <MessageArticle
          key={message.id}
          message={message}
          isOpen
          canFold={false}
          onToggle={() => undefined}
          onSave={(mail, attachment) => {
            attempt(
              saveAttachment(desktop, { mail: mail.id, attachment: attachment.id, name: attachment.name }),
            );
          }}
          onOpenLink={(href) => {
            attempt(openLink(desktop, href));
          }}
        />
      </div>
    </>
  );
}

function ReopenButton({
  id,
  onReopen,
}: {
  readonly id: InteractionId;
  readonly onReopen: ArchivedMailViewProps['onReopen'];
}) {
  const strings = useStrings(archiveStrings);
  return (
    <Button
      onPress={() => {
        onReopen(id);
      }}
    >
      {strings.reopen}
    </Button>
  );
}
