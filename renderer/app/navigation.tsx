import './navigation.css';
import { Archive, Command as CommandIcon, Inbox, Keyboard, ListChecks, PenLine, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { shortcuts } from '../features/commands/shortcuts.ts';
import { useStrings } from '../strings/strings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Hint } from '../ui/hint.tsx';
import type { Section } from './place-store.ts';
import { appStrings } from './strings.ts';

export interface NavigationProps {
  /** Who I am and whether I get offers. */
  readonly presence: ReactNode;
  readonly section: Section;
  readonly group: ServiceGroupId | null;
  readonly workCount: number;
  readonly offerCount: number;
  readonly groups: readonly { readonly id: ServiceGroupId; readonly name: string; readonly count: number }[];
  readonly decisionCount: number;
  readonly onGo: (section: Section, group?: ServiceGroupId) => void;
  readonly onNewMail: () => void;
  readonly onCommands: () => void;
  readonly onShortcuts: () => void;
  /** Connection, downloads. */
  readonly foot: ReactNode;
}

/** The way through Postroom, with what waits where. */
export function Navigation(props: NavigationProps) {
  const { section, group, groups, onGo } = props;
  const strings = useStrings(appStrings);
  const waiting = groups.reduce((sum, each) => sum + each.count, 0);
  return (
    <nav className="nav" aria-label={strings.navigation} data-region>
      {props.presence}
      <Button
        className="nav-new"
        icon={<PenLine />}
        shortcut={shortcuts['mail.new']}
        onPress={props.onNewMail}
      >
        {strings.newMail}
      </Button>
      <ul className="nav-list">
        <NavItem
          icon={<ListChecks />}
          text={strings.work}
          count={props.workCount}
          tone={props.offerCount > 0 ? 'accent' : 'plain'}
          shortcut={shortcuts['go.work']}
          isCurrent={section === 'work'}
          onPress={() => {
            onGo('work');
          }}
        />
        <NavItem
          icon={<Inbox />}
          text={strings.waiting}
          count={waiting}
          shortcut={shortcuts['go.waiting']}
          isCurrent={section === 'waiting' && group === null}
          onPress={() => {
            onGo('waiting');
          }}
        >
          <ul className="nav-groups">
            {groups.map((each) => (
              <NavItem
                key={each.id}
                text={each.name}
                count={each.count}
                isCurrent={section === 'waiting' && group === each.id}
                onPress={() => {
                  onGo('waiting', each.id);
                }}
              />
            ))}
          </ul>
        </NavItem>
        <NavItem
          icon={<Send />}
          text={strings.outgoing}
          count={props.decisionCount}
          tone="warning"
          shortcut={shortcuts['go.outgoing']}
          isCurrent={section === 'outgoing'}
          onPress={() => {
            onGo('outgoing');
          }}
        />
        <NavItem
          icon={<Archive />}
          text={strings.archive}
          count={0}
          shortcut={shortcuts['go.archive']}
          isCurrent={section === 'archive'}
          onPress={() => {
            onGo('archive');
          }}
        />
      </ul>
      <div className="nav-foot">
        {props.foot}
        <div className="nav-tools">
          <IconButton
            label={strings.commands}
            size="small"
            shortcut={shortcuts['palette.open']}
            onPress={props.onCommands}
          >
            <CommandIcon />
          </IconButton>
          <IconButton
            label={strings.shortcuts}
            size="small"
            shortcut={shortcuts['shortcuts.show']}
            onPress={props.onShortcuts}
          >
            <Keyboard />
          </IconButton>
        </div>
      </div>
    </nav>
  );
}

interface NavItemProps {
  readonly icon?: ReactNode;
  readonly text: string;
  readonly count: number;
  readonly tone?: 'plain' | 'accent' | 'warning';
  readonly shortcut?: string;
  readonly isCurrent: boolean;
  readonly onPress: () => void;
  readonly children?: ReactNode;
}

function NavItem({
  icon,
  text,
  count,
  tone = 'plain',
  shortcut,
  isCurrent,
  onPress,
  children,
}: NavItemProps) {
  const button = (
    <AriaButton
      className={`nav-item${isCurrent ? ' nav-item-current' : ''}`}
      {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
      onPress={onPress}
    >
      {icon}
      <span className="nav-text">{text}</span>
      {count > 0 ? <span className={`nav-count nav-count-${tone} tabular`}> {count}</span> : null}
    </AriaButton>
  );
  return (
    <li>
      {shortcut ? (
        <Hint text={text} shortcut={shortcut}>
          {button}
        </Hint>
      ) : (
        button
      )}
      {children}
    </li>
  );
}
