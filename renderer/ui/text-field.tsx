import './field.css';
import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField as AriaTextField } from 'react-aria-components/TextField';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'search';
  readonly name?: string;
  readonly autoComplete?: string;
  /** In dialogs only: the first thing to fill in. */
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  /** What is wrong with it and what to do; shown under the field. */
  readonly error?: string | null;
  /** Leave the label to screen readers. */
  readonly hideLabel?: boolean;
  /** Decoration at the start of the field. */
  readonly icon?: ReactNode;
  readonly onKeyDown?: (event: React.KeyboardEvent) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** One line of text with its label and its error. */
export function TextField({
  label,
  value,
  onChange,
  error,
  hideLabel,
  icon,
  inputRef,
  placeholder,
  onKeyDown,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      className="ui-field"
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      <Label className={hideLabel ? 'visually-hidden' : 'ui-field-label'}>{label}</Label>
      <div className="ui-field-box">
        {icon}
        <Input
          className="ui-field-input"
          dir="auto"
          {...(inputRef ? { ref: inputRef } : {})}
          {...(placeholder ? { placeholder } : {})}
          {...(onKeyDown ? { onKeyDown } : {})}
        />
      </div>
      <FieldError className="ui-field-error">{error}</FieldError>
    </AriaTextField>
  );
}
