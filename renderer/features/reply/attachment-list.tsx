import { CircleAlert, Paperclip, X } from 'lucide-react';
import type { DraftAttachment } from '../../../contract/domain/draft.ts';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureText } from './failure-text.ts';
import type { Upload } from './reply-state.ts';
import { replyStrings } from './strings.ts';

export interface AttachmentListProps {
  readonly attachments: readonly DraftAttachment[];
  readonly uploads: readonly Upload[];
  readonly onRemove: (id: AttachmentId) => void;
  readonly onDismiss: (key: string) => void;
}

/** The attached files and the ones on their way. Pictures in the text are not listed. */
export function AttachmentList({ attachments, uploads, onRemove, onDismiss }: AttachmentListProps) {
  const strings = useStrings(replyStrings);
  const files = attachments.filter((attachment) => attachment.contentId === null);
  if (files.length + uploads.length === 0) return null;
  return (
    <ul className="reply-attachments" aria-label={strings.attachments}>
      {files.map((file) => (
        <li key={file.id} className="reply-attachment">
          <Paperclip aria-hidden="true" />
          <bdi className="reply-attachment-name" title={file.name}>
            {file.name}
          </bdi>
          <span className="reply-attachment-size tabular">{strings.bytes({ bytes: file.size })}</span>
          <IconButton
            label={strings.removeAttachment({ name: file.name })}
            size="small"
            onPress={() => {
              onRemove(file.id);
            }}
          >
            <X />
          </IconButton>
        </li>
      ))}
      {uploads.map((upload) => (
        <li
          key={upload.key}
          className={`reply-attachment${upload.failure === null ? '' : ' reply-attachment-failed'}`}
        >
          {upload.failure === null ? (
            <>
              <Spinner label={strings.uploading({ name: upload.name })} />
              <bdi className="reply-attachment-name">{upload.name}</bdi>
              <span className="reply-attachment-size tabular">{strings.bytes({ bytes: upload.size })}</span>
            </>
          ) : (
            <>
              <CircleAlert aria-hidden="true" />
              <span role="alert">
                {strings.notAttached({ name: upload.name, why: failureText(upload.failure, strings) })}
              </span>
              <IconButton
                label={strings.dismiss}
                size="small"
                onPress={() => {
                  onDismiss(upload.key);
                }}
              >
                <X />
              </IconButton>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
