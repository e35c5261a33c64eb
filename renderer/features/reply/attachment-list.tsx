import './attachment-list.css';
import { CircleAlert, Paperclip, X } from 'lucide-react';
import type { DraftAttachment } from '../../../contract/domain/draft.ts';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureText } from './failure-text.ts';
import type { Upload } from './reply-state.ts';
import { replyStrings } from './strings.ts';

export interface AttachmentListProps {
  readonly attachments: readonly DraftAttachment[];
  readonly uploads: readonly Upload[];
  readonly onRemove: (id: AttachmentId) => void;
  readonly onCancel: (key: string) => void;
  readonly onRetry: (key: string) => void;
  readonly onDismiss: (key: string) => void;
}

/** The attached files and the ones on their way. Pictures in the text are not listed. */
export function AttachmentList({
  attachments,
  uploads,
  onRemove,
  onCancel,
  onRetry,
  onDismiss,
}: AttachmentListProps) {
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
      {uploads.map((upload) =>
        upload.failure === null ? (
          <UnderWay
            key={upload.key}
            upload={upload}
            onCancel={() => {
              onCancel(upload.key);
            }}
          />
        ) : (
          <li key={upload.key} className="reply-attachment reply-attachment-failed">
            <CircleAlert aria-hidden="true" />
            <span role="alert">
              {strings.notAttached({ name: upload.name, why: failureText(upload.failure, strings) })}
            </span>
            {upload.canRetry ? (
              <Button
                size="small"
                onPress={() => {
                  onRetry(upload.key);
                }}
              >
                {strings.retry}
              </Button>
            ) : null}
            <IconButton
              label={strings.dismiss}
              size="small"
              onPress={() => {
                onDismiss(upload.key);
              }}
            >
              <X />
            </IconButton>
          </li>
        ),
      )}
    </ul>
  );
}

/** How much of a file has left this computer, where that is known. */
function UnderWay({ upload, onCancel }: { readonly upload: Upload; readonly onCancel: () => void }) {
  const strings = useStrings(replyStrings);
  const { name, size, sent } = upload;
  return (
    <li className="reply-attachment">
      {sent === null ? <Spinner label={strings.uploading({ name })} /> : null}
      <bdi className="reply-attachment-name">{name}</bdi>
      {sent === null ? (
        <span className="reply-attachment-size tabular">{strings.bytes({ bytes: size })}</span>
      ) : (
        <>
          <progress
            className="reply-attachment-progress"
            aria-label={strings.uploading({ name })}
            value={sent}
            max={Math.max(1, size)}
          />
          <span className="reply-attachment-size tabular">
            {strings.bytesOf({ bytes: sent, total: size })}
          </span>
          <IconButton label={strings.stopAttaching({ name })} size="small" onPress={onCancel}>
            <X />
          </IconButton>
        </>
      )}
    </li>
  );
}
