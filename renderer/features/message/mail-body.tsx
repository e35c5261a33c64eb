import { useMemo, useState } from 'react';
import type { Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTheme } from '../../ui/use-theme.ts';
import { MailFrame } from './mail-frame.tsx';
import { PlainTextView } from './plain-text-view.tsx';
import { sanitiseMail } from './sanitise-mail.ts';
import { messageStrings } from './strings.ts';
import { usePictures } from './use-pictures.ts';

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
        <PlainTextView text={message.text} onOpenLink={onOpenLink} />
      </>
    );
  }
  return <HtmlBody message={message} html={message.html} />;
}

function HtmlBody({ message, html }: { readonly message: Message; readonly html: string }) {
  const strings = useStrings(messageStrings);
  const theme = useTheme();
  const [onPaper, setOnPaper] = useState(true);
  const pictures = usePictures(message);
  const mail = useMemo(
    () => pictures && sanitiseMail(html, { pictures, quoteLabel: strings.showQuoted }),
    [html, pictures, strings],
  );
  if (mail === null) return <div className="mail-frame" />;
  const ground = mail.setsColours && onPaper ? 'paper' : 'theme';
  const from = message.from.name || message.from.address;
  const isDarkChoice = theme === 'dark' && mail.setsColours;
  return (
    <>
      {mail.remoteCount > 0 || isDarkChoice ? (
        <div className="message-notices">
          {mail.remoteCount > 0 ? (
            <Notice tone="info">{strings.blocked({ count: mail.remoteCount })}</Notice>
          ) : null}
          {isDarkChoice ? (
            <Button
              size="small"
              look="quiet"
              onPress={() => {
                setOnPaper(!onPaper);
              }}
            >
              {onPaper ? strings.themed : strings.paper}
            </Button>
          ) : null}
        </div>
      ) : null}
      <MailFrame mail={mail} title={strings.mailBody({ from })} ground={ground} theme={theme} />
    </>
  );
}
