import './segmented.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

/** Two to four choices side by side, one of them in force. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <ToggleButtonGroup
      className="ui-segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const option = options.find((candidate) => keys.has(candidate.value));
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="ui-segment">
          {option.text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
