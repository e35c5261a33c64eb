import { useMemo, useState } from 'react';
import type { Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { useTheme } from '../../ui/use-theme.ts';
import { MailFrame } from './mail-frame.tsx';
import { RemoteNotice } from './remote-notice.tsx';
import { sanitiseMail } from './sanitise-mail.ts';
import { messageStrings } from './strings.ts';
import { usePictures } from './use-pictures.ts';
import { useRemotePictures } from './use-remote-pictures.ts';

/** A formatted mail, with its own pictures and those of the net that the agent asked for. */
export function HtmlBody({ message, html }: { readonly message: Message; readonly html: string }) {
  const strings = useStrings(messageStrings);
  const theme = useTheme();
  const [onPaper, setOnPaper] = useState(true);
  const own = usePictures(message);
  const { remote, load } = useRemotePictures(message.id);
  const fetched = remote.state === 'loaded' ? remote.pictures : null;
  const { replyText } = message;
  const mail = useMemo(() => {
    if (own === null) return null;
    const pictures = fetched === null ? own : new Map([...own, ...fetched]);
    return sanitiseMail(html, {
      pictures,
      quoteLabel: strings.showQuoted,
      ...(replyText === undefined ? {} : { replyText }),
    });
  }, [html, replyText, own, fetched, strings]);
  if (mail === null) return <div className="mail-frame" />;
  const ground = mail.setsColours && onPaper ? 'paper' : 'theme';
  const from = message.from.name || message.from.address;
  const isDarkChoice = theme === 'dark' && mail.setsColours;
  const isRemote = mail.remoteCount > 0 || remote.state !== 'asked-for-nothing';
  return (
    <>
      {isRemote || isDarkChoice ? (
        <div className="message-notices">
          {isRemote ? (
            <RemoteNotice
              remote={remote}
              blockedCount={mail.remoteCount}
              pictures={mail.remotePictures}
              onLoad={() => void load(mail.remotePictures)}
            />
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
