import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { Hint } from '../../ui/hint.tsx';
import { ariaShortcut } from '../../ui/shortcut.ts';

export interface ToolToggleProps {
  readonly label: string;
  readonly shortcut?: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A button of the toolbar that is on while the text at the cursor has its format. */
export function ToolToggle({ label, shortcut, isOn, isDisabled, onPress, children }: ToolToggleProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <ToggleButton
        className="ui-button ui-button-icon ui-button-quiet ui-button-small editor-tool"
        aria-label={label}
        isSelected={isOn}
        isDisabled={isDisabled ?? false}
        onChange={onPress}
        {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': ariaShortcut(shortcut) })}
      >
        {children}
      </ToggleButton>
    </Hint>
  );
}
