import './source-dialog.css';
import { useEffect, useState } from 'react';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { failureCode, useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { messageStrings } from './strings.ts';

/** More is rarely read, and slow to show. */
const mostShown = 300_000;

/** The raw bytes of a mail, as text. */
export function SourceDialog({ mail, onClose }: { readonly mail: MailId; readonly onClose: () => void }) {
  const strings = useStrings(messageStrings);
  const failureText = useFailureCodeText();
  const desktop = useDesktop();
  const [source, setSource] = useState<string | null>(null);
  const [failure, setFailure] = useState<ErrorCode | null>(null);
  useEffect(() => {
    let current = true;
    async function read(): Promise<void> {
      try {
        const bytes = await desktop.call('mails.source', { mail });
        if (current) setSource(new TextDecoder().decode(bytes.subarray(0, mostShown)));
      } catch (error) {
        if (current) setFailure(failureCode(error));
      }
    }
    void read();
    return () => {
      current = false;
    };
  }, [desktop, mail]);
  return (
    <Dialog
      title={strings.sourceTitle}
      closeLabel={strings.closeDialog}
      width="wide"
      isOpen
      onClose={onClose}
    >
      {failure ? <Notice tone="danger">{failureText(failure)}</Notice> : null}
      {source === null && !failure ? <Spinner label={strings.loading} /> : null}
      {source === null ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
        <pre className="mail-source" tabIndex={0} dir="ltr">
          {source}
        </pre>
      )}
    </Dialog>
  );
}
