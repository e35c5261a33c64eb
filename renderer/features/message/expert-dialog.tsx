import './expert-dialog.css';
import { useState } from 'react';
import type { MailAddress } from '../../../contract/domain/mail-address.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { parseRecipients } from '../reply/parse-recipients.ts';
import { expertStrings } from './expert-strings.ts';

export interface ExpertDialogProps {
  /** Rejects with an ExpectedError. */
  readonly onAsk: (expert: MailAddress, question: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks whom to ask, and what. Ctrl+Enter sends. */
export function ExpertDialog({ onAsk, onClose }: ExpertDialogProps) {
  const strings = useStrings(expertStrings);
  const failureText = useFailureText();
  const [address, setAddress] = useState('');
  const [question, setQuestion] = useState('');
  const [isInvalid, setIsInvalid] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function send(): Promise<void> {
    const { valid, invalid } = parseRecipients(address);
    const [expert] = valid;
    const isOne = expert !== undefined && valid.length === 1 && invalid.length === 0;
    setIsInvalid(!isOne);
    if (!isOne || isSending) return;
    setIsSending(true);
    try {
      await onAsk(expert, question);
      showToast({ text: strings.sent({ expert: expert.name || expert.address }), tone: 'good' });
      onClose();
    } catch (error) {
      setFailure(error);
      setIsSending(false);
    }
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  }

  return (
    <Dialog
      title={strings.title}
      closeLabel={strings.cancel}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="primary" shortcut="mod+enter" isPending={isSending} onPress={() => void send()}>
            {strings.send}
          </Button>
        </>
      }
    >
      <div className="expert-form">
        <p className="expert-text">{strings.text}</p>
        {failure === null ? null : <Notice tone="danger">{failureText(failure)}</Notice>}
        <TextField
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          isRequired
          label={strings.expert}
          autoComplete="email"
          value={address}
          error={isInvalid ? strings.notOne : null}
          onChange={setAddress}
          onKeyDown={onKeyDown}
        />
        <TextArea
          label={strings.question}
          rows={5}
          maxLength={20_000}
          value={question}
          onChange={setQuestion}
          onKeyDown={onKeyDown}
        />
      </div>
    </Dialog>
  );
}
