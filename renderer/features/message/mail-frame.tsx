import './mail-frame.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { mailDocument } from './mail-document.ts';
import type { SafeMail } from './sanitise-mail.ts';
import { messageStrings } from './strings.ts';

export interface MailFrameProps {
  readonly mail: SafeMail;
  /** Accessible name: whose mail it is. */
  readonly title: string;
  readonly ground: 'paper' | 'theme';
  readonly theme: 'light' | 'dark';
}

/**
 * Shows sanitised mail in a document of its own that has no scripts and no origin, so that whatever got through the
 * sanitiser reaches neither Postroom nor the net.
 *
 * Links: `allow-popups` lets a press on a link ask for a window. On the desktop the host's window-open handler gets
 * the address, refuses the window, and hands https:, mailto: and tel: to the system; in the web edition the browser
 * opens a tab without an opener, and `allow-popups-to-escape-sandbox` keeps the site in it from being crippled. The
 * alternative, listening to clicks from outside, needs `allow-same-origin`, and a script inside needs
 * `allow-scripts`: both give up more. The address is shown while the link is pointed at or has the focus.
 *
 * Without an origin the height of the content cannot be read, so the frame takes the room there is and scrolls.
 */
export function MailFrame({ mail, title, ground, theme }: MailFrameProps) {
  const strings = useStrings(messageStrings);
  const language = useLanguage((state) => state.language);
  const frame = useRef<HTMLIFrameElement>(null);
  const [hasKeyboard, setHasKeyboard] = useState(false);
  const html = useMemo(
    () => mailDocument(mail, { ground, theme, language }),
    [mail, ground, theme, language],
  );
  useEffect(() => {
    // Keys pressed in the frame cannot be heard here; say so while it has the focus.
    const look = () => {
      setHasKeyboard(document.activeElement === frame.current);
    };
    window.addEventListener('blur', look);
    document.addEventListener('focusin', look);
    return () => {
      window.removeEventListener('blur', look);
      document.removeEventListener('focusin', look);
    };
  }, []);
  return (
    <div className={`mail-frame mail-frame-${ground}`}>
      <iframe
        ref={frame}
        title={title}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={html}
        style={{ colorScheme: ground === 'paper' ? 'light' : theme }}
      />
      {hasKeyboard ? <p className="mail-frame-note">{strings.reading}</p> : null}
    </div>
  );
}
