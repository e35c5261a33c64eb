import './field.css';
import { Label } from 'react-aria-components/Label';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';

export interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly maxLength?: number;
  readonly onKeyDown?: (event: React.KeyboardEvent) => void;
}

/** Several lines of text with their label. */
export function TextArea({ label, value, onChange, rows, maxLength, onKeyDown }: TextAreaProps) {
  return (
    <AriaTextField
      className="ui-field"
      value={value}
      onChange={onChange}
      {...(maxLength === undefined ? {} : { maxLength })}
    >
      <Label className="ui-field-label">{label}</Label>
      <div className="ui-field-box">
        <AriaTextArea
          className="ui-field-input ui-field-area"
          dir="auto"
          rows={rows}
          {...(onKeyDown ? { onKeyDown } : {})}
        />
      </div>
    </AriaTextField>
  );
}
