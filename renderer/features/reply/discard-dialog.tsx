import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { replyStrings } from './strings.ts';

export interface DiscardDialogProps {
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

export function DiscardDialog({ onDiscard, onClose }: DiscardDialogProps) {
  const strings = useStrings(replyStrings);
  return (
    <Dialog
      title={strings.discardTitle}
      closeLabel={strings.keepWriting}
      isOpen
      onClose={onClose}
      width="narrow"
      actions={
        <>
          <Button look="danger" onPress={onDiscard}>
            {strings.discardConfirm}
          </Button>
          {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
          <Button look="primary" onPress={onClose} autoFocus>
            {strings.keepWriting}
          </Button>
        </>
      }
    >
      <p>{strings.discardText}</p>
    </Dialog>
  );
}
