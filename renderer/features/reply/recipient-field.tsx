import './recipient-field.css';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { X } from 'lucide-react';
import type { Recipient } from '../../../contract/domain/draft.ts';
import { useStrings } from '../../strings/strings.ts';
import { endsInQuotes, parseRecipients } from './parse-recipients.ts';
import { replyStrings } from './strings.ts';

export interface RecipientFieldProps {
  readonly label: string;
  readonly recipients: readonly Recipient[];
  readonly invalid: readonly string[];
  readonly onAdd: (recipients: readonly Recipient[], invalid: readonly string[]) => void;
  readonly onRemove: (address: string) => void;
  readonly onRemoveInvalid: (text: string) => void;
  /** At the end of the line. */
  readonly children?: ReactNode;
  /** It appeared because its button was pressed, so the focus goes there. */
  readonly isJustOpened: boolean;
}

/**
 * Addresses as chips, each with where it came from. Enter, comma, semicolon, Tab and a pasted list make chips of what
 * is typed; Backspace in the empty input goes to the last chip, Backspace or Delete on a chip removes it.
 */
export function RecipientField({
  label,
  recipients,
  invalid,
  onAdd,
  onRemove,
  onRemoveInvalid,
  children,
  isJustOpened,
}: RecipientFieldProps) {
  const strings = useStrings(replyStrings);
  const [text, setText] = useState('');
  const row = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  function take(typed: string): void {
    const parsed = parseRecipients(typed);
    if (parsed.valid.length + parsed.invalid.length > 0) {
      onAdd(
        parsed.valid.map((address) => ({ ...address, source: 'typed' as const })),
        parsed.invalid,
      );
    }
    setText('');
  }

  const chips = [
    ...recipients.map((recipient) => ({ id: recipient.address, recipient })),
    ...invalid.map((entry) => ({ id: `invalid:${entry}`, recipient: null, entry })),
  ];

  return (
    <div className="reply-row reply-recipients" ref={row}>
      <label className="reply-label" htmlFor={id}>
        {label}
      </label>
      <div
        className="reply-chips"
        onPointerDown={(event) => {
          // The free part of the line belongs to the input.
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          input.current?.focus();
        }}
      >
        {chips.length === 0 ? null : (
          <TagGroup
            className="reply-tags"
            onRemove={(keys) => {
              for (const key of keys) {
                const chip = chips.find((each) => each.id === key);
                if (chip?.recipient) onRemove(chip.recipient.address);
                else onRemoveInvalid(String(key).replace(/^invalid:/u, ''));
              }
              if (chips.length <= keys.size) input.current?.focus();
            }}
          >
            <Label className="visually-hidden">{strings.recipientsOf({ field: label })}</Label>
            <TagList className="reply-tag-list" items={chips}>
              {(chip) =>
                chip.recipient === null ? (
                  <InvalidChip id={chip.id} text={chip.entry} />
                ) : (
                  <RecipientChip id={chip.id} recipient={chip.recipient} />
                )
              }
            </TagList>
          </TagGroup>
        )}
        <input
          id={id}
          ref={input}
          className="reply-input"
          type="text"
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={text}
          aria-label={strings.addRecipients({ field: label })}
          // The field appears because its button was pressed.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus={isJustOpened}
          onChange={(event) => {
            setText(event.target.value);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain');
            if (!/[@,;\n]/u.test(pasted)) return;
            event.preventDefault();
            take(`${text}${pasted}`);
          }}
          onBlur={() => {
            take(text);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const isSeparator = event.key === ',' || event.key === ';';
            const before = text.slice(0, event.currentTarget.selectionStart ?? text.length);
            const isEnd = event.key === 'Enter' || (isSeparator && !endsInQuotes(before));
            if (isEnd && !event.ctrlKey && !event.metaKey) {
              event.preventDefault();
              take(text);
            } else if (event.key === 'Backspace' && text === '') {
              row.current?.querySelector<HTMLElement>('[role="row"]:last-of-type')?.focus();
            }
          }}
        />
      </div>
      {children}
    </div>
  );
}

function RecipientChip({ id, recipient }: { readonly id: string; readonly recipient: Recipient }) {
  const strings = useStrings(replyStrings);
  const shown = recipient.name === '' ? recipient.address : recipient.name;
  const source = strings[`source-${recipient.source}`];
  const why = strings[`why-${recipient.source}`];
  return (
    <Tag id={id} className="reply-chip" textValue={`${recipient.name} ${recipient.address}, ${source}`}>
      <bdi className="reply-chip-name" title={`${recipient.name} <${recipient.address}>\n${why}`}>
        {shown}
      </bdi>
      {recipient.name === '' ? null : <bdi className="reply-chip-address">{recipient.address}</bdi>}
      <span className={`reply-chip-source reply-chip-source-${recipient.source}`}>{source}</span>
      <Button slot="remove" className="reply-chip-remove" aria-label={strings.remove}>
        <X aria-hidden="true" />
      </Button>
    </Tag>
  );
}

function InvalidChip({ id, text }: { readonly id: string; readonly text: string }) {
  const strings = useStrings(replyStrings);
  return (
    <Tag id={id} className="reply-chip reply-chip-invalid" textValue={`${text}: ${strings.notAnAddress}`}>
      <bdi className="reply-chip-name" title={strings.notAnAddress}>
        {text}
      </bdi>
      <span className="reply-chip-source">{strings.notAnAddress.split('.')[0]}</span>
      <Button slot="remove" className="reply-chip-remove" aria-label={strings.remove}>
        <X aria-hidden="true" />
      </Button>
    </Tag>
  );
}
