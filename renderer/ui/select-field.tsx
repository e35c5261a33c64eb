import './field.css';
import './menu.css';
import { ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';

export interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
  readonly hideLabel?: boolean;
}

/** Choose one of a few. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel,
}: SelectFieldProps<T>) {
  return (
    <Select
      className="ui-field"
      selectedKey={value}
      onSelectionChange={(key) => {
        const option = options.find((candidate) => candidate.value === key);
        if (option) onChange(option.value);
      }}
    >
      <Label className={hideLabel ? 'visually-hidden' : 'ui-field-label'}>{label}</Label>
      <Button className="ui-select-button">
        <SelectValue />
        <ChevronDown aria-hidden="true" />
      </Button>
      <Popover className="ui-popover" offset={4}>
        <ListBox className="ui-menu">
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              className="ui-menu-item"
              textValue={option.text}
            >
              {option.text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
