import type { DeliveryEvent } from '../../../contract/domain/mail-kind.ts';
import type { Message } from '../../../contract/domain/message.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { openLink } from '../../platform/open-link.ts';
import { saveAttachment } from '../../platform/save-attachment.ts';
import { useFailureText } from '../../strings/failures.ts';
import { showToast } from '../../ui/toast.tsx';
import { MessageArticle } from '../message/message-article.tsx';

export interface ArchivedMessageProps {
  readonly message: Message;
  readonly deliveries?: readonly DeliveryEvent[];
}

/** A mail that stands alone, to read. */
export function ArchivedMessage({ message, deliveries = [] }: ArchivedMessageProps) {
  const desktop = useDesktop();
  const failureText = useFailureText();
  function attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => showToast({ text: failureText(error), tone: 'danger' }));
  }
  return (
    <div className="thread">
      <MessageArticle
        key={message.id}
        message={message}
        deliveries={deliveries}
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
  );
}
