import './attachment-strip.css';
import {
  Archive,
  CalendarDays,
  Download,
  File,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  TriangleAlert,
} from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Attachment } from '../../../contract/domain/message.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { formatSize } from '../../strings/times.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { extensionOf, fileKind, isRisky } from './attachment-kind.ts';
import { messageStrings } from './strings.ts';

const icons = {
  picture: FileImage,
  document: FileText,
  table: FileSpreadsheet,
  archive: Archive,
  sound: FileAudio,
  calendar: CalendarDays,
  other: File,
};

export interface AttachmentStripProps {
  readonly attachments: readonly Attachment[];
  readonly onSave: (attachment: Attachment) => void;
}

/** The files of a mail. The extension that counts is always in view; kinds that can run are saved only on asking. */
export function AttachmentStrip({ attachments, onSave }: AttachmentStripProps) {
  const strings = useStrings(messageStrings);
  const [asked, setAsked] = useState<Attachment | null>(null);
  return (
    <>
      <ul className="attachments" aria-label={strings.attachments}>
        {attachments.map((attachment) => (
          <li key={attachment.id}>
            <AttachmentChip
              attachment={attachment}
              onPress={() => {
                if (isRisky(attachment.name)) setAsked(attachment);
                else onSave(attachment);
              }}
            />
          </li>
        ))}
      </ul>
      <Dialog
        title={strings.riskyTitle}
        closeLabel={strings.closeDialog}
        width="narrow"
        isOpen={asked !== null}
        onClose={() => {
          setAsked(null);
        }}
        actions={
          <>
            <Button
              onPress={() => {
                setAsked(null);
              }}
            >
              {strings.cancel}
            </Button>
            <Button
              look="danger"
              onPress={() => {
                if (asked) onSave(asked);
                setAsked(null);
              }}
            >
              {strings.saveAnyway}
            </Button>
          </>
        }
      >
        <p dir="auto">{strings.riskyText({ name: asked?.name ?? '' })}</p>
      </Dialog>
    </>
  );
}

function AttachmentChip({
  attachment,
  onPress,
}: {
  readonly attachment: Attachment;
  readonly onPress: () => void;
}) {
  const strings = useStrings(messageStrings);
  const locale = useLanguage((state) => state.locale);
  const isDangerous = isRisky(attachment.name);
  const Icon = isDangerous ? TriangleAlert : icons[fileKind(attachment.name)];
  const extension = extensionOf(attachment.name);
  const stem = extension ? attachment.name.slice(0, -extension.length - 1) : attachment.name;
  return (
    <AriaButton className={`attachment${isDangerous ? ' attachment-risky' : ''}`} onPress={onPress}>
      <Icon aria-hidden="true" />
      <span className="visually-hidden">{strings.save}</span>
      <span className="attachment-name">
        <bdi className="attachment-stem">{stem}</bdi>
        {extension ? <bdi className="attachment-extension">.{extension}</bdi> : null}
      </span>
      <span className="attachment-size tabular">
        {isDangerous ? strings.risky : formatSize(locale, attachment.size)}
      </span>
      <Download className="attachment-save" aria-hidden="true" />
    </AriaButton>
  );
}
