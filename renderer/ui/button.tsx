import './button.css';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { ariaShortcut } from './shortcut.ts';
import { Hint } from './hint.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly children: ReactNode;
  /** `primary` once a view; `quiet` has no border until it is pointed at. */
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'medium' | 'small';
  /** Decoration before the text. */
  readonly icon?: ReactNode;
  /** Shown in the tooltip and told to screen readers; the shortcut itself is registered as a command. */
  readonly shortcut?: string;
  /** Said in the tooltip when it says more than the text. */
  readonly hint?: string;
  readonly className?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with text. */
export function Button({
  children,
  look = 'plain',
  size = 'medium',
  icon,
  shortcut,
  hint,
  className,
  ...rest
}: ButtonProps) {
  const button = (
    <AriaButton
      {...rest}
      className={`ui-button ui-button-${look} ui-button-${size} ${className ?? ''}`}
      {...(shortcut ? { 'aria-keyshortcuts': ariaShortcut(shortcut) } : {})}
    >
      {icon}
      <span className="ui-button-text">{children}</span>
    </AriaButton>
  );
  if (!shortcut && !hint) return button;
  return (
    <Hint text={hint ?? (typeof children === 'string' ? children : '')} shortcut={shortcut}>
      {button}
    </Hint>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'hint'> {
  /** The accessible name, and the text of the tooltip. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A button that is a picture; its name is in the tooltip. */
export function IconButton({
  label,
  children,
  look = 'quiet',
  size = 'medium',
  shortcut,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={`ui-button ui-button-icon ui-button-${look} ui-button-${size} ${className ?? ''}`}
        {...(shortcut ? { 'aria-keyshortcuts': ariaShortcut(shortcut) } : {})}
      >
        {children}
      </AriaButton>
    </Hint>
  );
}
