import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MailAddress } from '../../../contract/domain/mail-address.ts';
import type { DraftKind } from '../../../contract/domain/draft.ts';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { replyStrings } from './strings.ts';

export interface ReplyHeadProps {
  readonly kind: DraftKind;
  /** The address that the mail is sent from (M16); it cannot be changed here. */
  readonly from: MailAddress;
  /** How safe the newest words are. */
  readonly saved: ReactNode;
  readonly onKind: (kind: DraftKind) => void;
  readonly onClose: () => void;
}

export function ReplyHead({ kind, from, saved, onKind, onClose }: ReplyHeadProps) {
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
      <p className="reply-from" title={`${from.name} <${from.address}>`}>
        {strings.fromWord} {from.name === '' ? null : <bdi className="reply-from-name">{from.name}</bdi>}{' '}
        <bdi>{from.address}</bdi>
      </p>
      {saved}
      <IconButton label={strings.close} size="small" onPress={onClose}>
        <X />
      </IconButton>
    </header>
  );
}
