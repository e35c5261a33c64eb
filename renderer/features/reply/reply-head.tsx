import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftKind } from '../../../contract/domain/draft.ts';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { replyStrings } from './strings.ts';

export interface ReplyHeadProps {
  readonly kind: DraftKind;
  /** How safe the newest words are. */
  readonly saved: ReactNode;
  readonly onKind: (kind: DraftKind) => void;
  readonly onClose: () => void;
}

export function ReplyHead({ kind, saved, onKind, onClose }: ReplyHeadProps) {
  const strings = useStrings(replyStrings);
  return (
    <header className="reply-head">
      {kind === 'new' ? (
        <h2 className="reply-title">{strings.newMail}</h2>
      ) : (
        <Segmented
          label={strings.kinds}
          value={kind}
          options={[
            { value: 'reply', text: strings.reply },
            { value: 'reply-all', text: strings.replyAll },
            { value: 'forward', text: strings.forward },
          ]}
          onChange={onKind}
        />
      )}
      {saved}
      <IconButton label={strings.close} size="small" onPress={onClose}>
        <X />
      </IconButton>
    </header>
  );
}
