import { useEffect, useRef } from 'react';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { messageStrings } from './strings.ts';
import type { RemotePictures } from './use-remote-pictures.ts';

export interface RemoteNoticeProps {
  readonly remote: RemotePictures;
  /** What the mail wanted from the net and did not get. */
  readonly blockedCount: number;
  /** The pictures among it that can be asked for. */
  readonly pictures: readonly string[];
  readonly onLoad: () => void;
}

/** What of the net is not shown in a mail, and the way to its pictures: for this mail, for now. */
export function RemoteNotice({ remote, blockedCount, pictures, onLoad }: RemoteNoticeProps) {
  const strings = useStrings(messageStrings);
  const failureText = useFailureCodeText();
  const place = useRef<HTMLDivElement>(null);
  const loaded = remote.state === 'loaded' ? remote.pictures.size : 0;
  const isMissing = remote.state === 'loaded' && pictures.length > 0;
  const sentences =
    remote.state === 'failed'
      ? [failureText(remote.code)]
      : remote.state === 'loaded'
        ? [
            ...(loaded > 0 ? [strings.picturesLoaded({ count: loaded })] : []),
            ...(isMissing ? [strings.picturesMissing({ count: pictures.length })] : []),
            ...(blockedCount > pictures.length
              ? [strings.blocked({ count: blockedCount - pictures.length })]
              : []),
          ]
        : [strings.blocked({ count: blockedCount })];
  const text = sentences.join(' ');

  const isOver = remote.state === 'loaded' || remote.state === 'failed';
  useEffect(() => {
    if (!isOver) return;
    announce(text);
    // The button that was pressed may be gone; the keyboard goes on from here.
    if (document.activeElement === document.body) place.current?.focus();
  }, [isOver, text]);

  return (
    <div ref={place} tabIndex={-1}>
      <Notice
        tone={remote.state === 'failed' || isMissing ? 'warning' : 'info'}
        actions={
          pictures.length === 0 ? null : (
            <Button
              size="small"
              hint={strings.loadPicturesHint}
              isPending={remote.state === 'loading'}
              onPress={onLoad}
            >
              {isOver ? strings.loadPicturesAgain : strings.loadPictures}
            </Button>
          )
        }
      >
        {text}
      </Notice>
    </div>
  );
}
