import { useId } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { replyStrings } from './strings.ts';

export interface SubjectFieldProps {
  readonly value: string;
  readonly onChange: (subject: string) => void;
}

/** One line: what a paste brings in as line breaks or control characters becomes spaces (no header injection). */
export function SubjectField({ value, onChange }: SubjectFieldProps) {
  const strings = useStrings(replyStrings);
  const id = useId();
  return (
    <div className="reply-row">
      <label className="reply-label" htmlFor={id}>
        {strings.subject}
      </label>
      <input
        id={id}
        className="reply-input reply-subject"
        type="text"
        dir="auto"
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => {
          onChange(event.target.value.replaceAll(/\p{Cc}+/gu, ' '));
        }}
      />
    </div>
  );
}
