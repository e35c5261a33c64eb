import { Paperclip, Send, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { replyStrings } from './strings.ts';

export interface ReplyBarProps {
  readonly isSending: boolean;
  readonly isBlocked: boolean;
  readonly onSend: () => void;
  readonly onAttach: () => void;
  readonly onDiscard: () => void;
  /** What can be inserted. */
  readonly insert: ReactNode;
  /** Language and spelling. */
  readonly language: ReactNode;
}

/** The lower edge: send first, then what belongs to the mail, then getting rid of it. */
export function ReplyBar({
  isSending,
  isBlocked,
  onSend,
  onAttach,
  onDiscard,
  insert,
  language,
}: ReplyBarProps) {
  const strings = useStrings(replyStrings);
  return (
    <footer className="reply-bar">
      <Button
        look="primary"
        icon={<Send aria-hidden="true" />}
        shortcut="mod+enter"
        hint={strings.send}
        isPending={isSending}
        isDisabled={isBlocked}
        onPress={onSend}
      >
        {isSending ? strings.sending : strings.send}
      </Button>
      <span className="reply-bar-tools">
        <IconButton label={strings.attach} shortcut="mod+shift+a" onPress={onAttach}>
          <Paperclip />
        </IconButton>
        {insert}
      </span>
      <span className="reply-bar-end">
        {language}
        <IconButton label={strings.discard} isDisabled={isSending} onPress={onDiscard}>
          <Trash2 />
        </IconButton>
      </span>
    </footer>
  );
}
