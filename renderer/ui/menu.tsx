import './menu.css';
import type { ReactElement, ReactNode } from 'react';
import { Header as AriaHeader } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Check } from 'lucide-react';
import { Keys } from './keys.tsx';
import { ariaShortcut } from './shortcut.ts';

export interface MenuProps {
  /** The button that opens it: a Button or IconButton. */
  readonly button: ReactElement;
  /** What the menu is for. */
  readonly label: string;
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'right top';
  /** MenuItem, MenuGroup and MenuLine. */
  readonly children: ReactNode;
}

/** A button with a menu. */
export function Menu({ button, label, placement = 'bottom start', children }: MenuProps) {
  return (
    <MenuTrigger>
      {button}
      <Popover className="ui-popover" placement={placement} offset={4}>
        <AriaMenu className="ui-menu" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps {
  readonly children: string;
  /** A second line, which tells it from others of the same name. */
  readonly detail?: string;
  readonly onAction: () => void;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  /** A tick, for the one in force. */
  readonly isChosen?: boolean;
  readonly isDisabled?: boolean;
  readonly isDanger?: boolean;
}

export function MenuItem({
  children,
  detail,
  onAction,
  icon,
  shortcut,
  isChosen,
  isDisabled,
  isDanger,
}: MenuItemProps) {
  return (
    <AriaMenuItem
      className={`ui-menu-item${isDanger ? ' ui-menu-item-danger' : ''}`}
      textValue={detail ? `${children} ${detail}` : children}
      onAction={onAction}
      isDisabled={isDisabled ?? false}
      {...(shortcut ? { 'aria-keyshortcuts': ariaShortcut(shortcut) } : {})}
    >
      <span className="ui-menu-icon">{isChosen ? <Check /> : icon}</span>
      {detail ? (
        <span className="ui-menu-text ui-menu-lines">
          <bdi>{children}</bdi>
          <bdi className="ui-menu-detail">{detail}</bdi>
        </span>
      ) : (
        <span className="ui-menu-text">{children}</span>
      )}
      {shortcut ? <Keys shortcut={shortcut} /> : null}
    </AriaMenuItem>
  );
}

export function MenuGroup({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <AriaMenuSection>
      <AriaHeader className="ui-menu-title">{title}</AriaHeader>
      {children}
    </AriaMenuSection>
  );
}

export function MenuLine() {
  return <Separator className="ui-menu-line" />;
}
