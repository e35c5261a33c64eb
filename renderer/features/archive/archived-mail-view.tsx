import { Archive } from 'lucide-react';
import type { InteractionId, MailId } from '../../../contract/domain/ids.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useArchive } from './archive-store.ts';
import { ArchivedMessage } from './archived-message.tsx';
import { archiveStrings } from './strings.ts';
import { useArchivedMail } from './use-archived-mail.ts';

export interface ArchivedMailViewProps {
  readonly id: MailId | null;
  readonly onReopen: (interaction: InteractionId) => void;
}

/** One mail of the archive, to read, and to take its interaction up again where that is closed. */
export function ArchivedMailView({ id, onReopen }: ArchivedMailViewProps) {
  const found = useArchive((state) => state.mails.find((mail) => mail.id === id));
  const strings = useStrings(archiveStrings);
  const failureCodeText = useFailureCodeText();
  const mail = useArchivedMail(id);

  if (id === null) return <EmptyState icon={<Archive />} title={strings.noneTitle} text={strings.noneText} />;
  if (mail.state === 'failed') {
    return <EmptyState title={strings.failedTitle} text={failureCodeText(mail.code)} />;
  }
  if (mail.state === 'loading') return <EmptyState title={strings.loading} />;
  const { message } = mail;
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
      <ArchivedMessage message={message} />
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
