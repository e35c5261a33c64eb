import { Archive } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { openLink } from '../../platform/open-link.ts';
import { saveAttachment } from '../../platform/save-attachment.ts';
import { failureCode, useFailureCodeText, useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { showToast } from '../../ui/toast.tsx';
import { MessageArticle } from '../message/message-article.tsx';
import { archiveStrings } from './strings.ts';

/** One mail of the archive, to read. */
export function ArchivedMailView({ id }: { readonly id: MailId | null }) {
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
        const found = await desktop.call('archive.read', { id: wanted });
        if (current) setMessage(found);
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
