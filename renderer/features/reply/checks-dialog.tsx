import { assertNever } from '../../../contract/assert-never.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Concern } from './checks.ts';
import { replyStrings, type ReplyStrings } from './strings.ts';

export interface ChecksDialogProps {
  readonly concerns: readonly Concern[];
  readonly onSend: () => void;
  readonly onClose: () => void;
}

/** Asks about what looks forgotten. Going back is the safe answer and has the focus. */
export function ChecksDialog({ concerns, onSend, onClose }: ChecksDialogProps) {
  const strings = useStrings(replyStrings);
  return (
    <Dialog
      title={strings.checkTitle}
      closeLabel={strings.checkBack}
      isOpen
      onClose={onClose}
      width="narrow"
      actions={
        <>
          <Button onPress={onSend}>{strings.checkSend}</Button>
          {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
          <Button look="primary" onPress={onClose} autoFocus>
            {strings.checkBack}
          </Button>
        </>
      }
    >
      <ul className="reply-concerns">
        {concerns.map((concern) => (
          <li key={concern.type}>{concernText(concern, strings)}</li>
        ))}
      </ul>
    </Dialog>
  );
}

function concernText(concern: Concern, strings: ReplyStrings): string {
  switch (concern.type) {
    case 'written-again':
      return strings.checkWrittenAgain(concern);
    case 'no-subject':
      return strings['check-no-subject'];
    case 'attachment-missing':
      return strings.checkAttachment({ word: concern.word });
    case 'unresolved':
      return strings.checkUnresolved({ names: concern.identifiers.join(', ') });
    case 'expired':
      return strings.checkExpired({ names: concern.responses.join(', ') });
    case 'new-domain':
      return strings.checkNewDomain({ addresses: concern.addresses.join(', ') });
    case 'added':
      return strings.checkAdded({ addresses: concern.addresses.join(', ') });
    case 'dropped':
      return strings.checkDropped({ addresses: concern.addresses.join(', ') });
    default:
      return assertNever(concern);
  }
}
