import { useState } from 'react';
import type { Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { HtmlBody } from './html-body.tsx';
import { PlainTextView } from './plain-text-view.tsx';
import { messageStrings } from './strings.ts';

export interface MailBodyProps {
  readonly message: Message;
  readonly onOpenLink: (href: string) => void;
}

/** Characters of HTML above which a mail is shown as text first. */
const large = 1_500_000;

/** What the mail says: as text, or as sanitised HTML in a frame of its own. */
export function MailBody({ message, onOpenLink }: MailBodyProps) {
  const strings = useStrings(messageStrings);
  const [insists, setInsists] = useState(false);
  const isLarge = (message.html?.length ?? 0) > large;
  if (message.html === null || (isLarge && !insists)) {
    return (
      <>
        {message.html === null ? null : (
          <div className="message-notices">
            <Notice
              tone="info"
              actions={
                <Button
                  size="small"
                  onPress={() => {
                    setInsists(true);
                  }}
                >
                  {strings.showFormatted}
                </Button>
              }
            >
              {strings.large}
            </Notice>
          </div>
        )}
        <PlainTextView text={message.text} replyText={message.replyText} onOpenLink={onOpenLink} />
      </>
    );
  }
  return <HtmlBody message={message} html={message.html} />;
}
