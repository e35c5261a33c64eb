import './presence-control.css';
import { ChevronsUpDown, LogOut, Settings } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { Presence } from '../../../contract/domain/agent.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Menu, MenuGroup, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortcuts } from '../commands/shortcuts.ts';
import { presenceStrings } from './strings.ts';

export interface PresenceControlProps {
  readonly name: string;
  readonly presence: Presence;
  /** More about why. */
  readonly detail: string | null;
  readonly reasons: readonly string[];
  readonly onReady: () => void;
  readonly onNotReady: (reason: string | null) => void;
  readonly onSettings: () => void;
  readonly onSignOut: () => void;
}

const ownReasons = ['signed-in', 'offer-declined', 'offer-timed-out'] as const;

/** A reason as a person reads it: the configured ones as they are, Postroom's own in the language of the screens. */
function useReasonText(): (reason: string) => string {
  const strings = useStrings(presenceStrings);
  return (reason) => {
    const own = ownReasons.find((candidate) => candidate === reason);
    return own ? strings[own] : reason;
  };
}

/** Who I am, whether I get offers and since when; a press changes it. */
export function PresenceControl(props: PresenceControlProps) {
  const { name, presence, detail, reasons, onReady, onNotReady, onSettings, onSignOut } = props;
  const strings = useStrings(presenceStrings);
  const times = useTimes();
  const reasonText = useReasonText();
  const now = useNow(15_000);
  const stateText = { ready: strings.ready, 'not-ready': strings.notReady, offline: strings.offline }[
    presence.state
  ];
  const text = presence.reason ? reasonText(presence.reason) : stateText;
  const since = strings.since({ span: times.span(Math.max(0, now - Date.parse(presence.since))) });
  return (
    <Menu
      label={strings.label({ name, state: stateText })}
      button={
        <Hint text={[name, `${text} ${since}`, detail].filter(Boolean).join(' · ')}>
          <Button className={`presence presence-${presence.state}`}>
            <span className="presence-face">
              <Avatar name={name} />
              <span className="presence-dot" />
            </span>
            <span className="visually-hidden">{strings.presence}</span>
            <span className="presence-text">
              <span className="presence-name" dir="auto">
                {name}
              </span>
              <span className="presence-state">
                <span className="presence-word">{text}</span>
                <span className="presence-since tabular">{since}</span>
              </span>
            </span>
            <ChevronsUpDown className="presence-mark" />
          </Button>
        </Hint>
      }
    >
      <MenuItem
        icon={<span className="presence-swatch presence-ready" />}
        shortcut={shortcuts['presence.ready']}
        onAction={onReady}
        isChosen={presence.state === 'ready'}
      >
        {strings.becomeReady}
      </MenuItem>
      <MenuGroup title={strings.notReadyBecause}>
        {reasons.map((reason) => (
          <MenuItem
            key={reason}
            icon={<span className="presence-swatch presence-not-ready" />}
            isChosen={presence.state === 'not-ready' && presence.reason === reason}
            onAction={() => {
              onNotReady(reason);
            }}
          >
            {reason}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuLine />
      <MenuItem icon={<Settings />} shortcut={shortcuts['settings.open']} onAction={onSettings}>
        {strings.settings}
      </MenuItem>
      <MenuItem icon={<LogOut />} shortcut={shortcuts['session.sign-out']} onAction={onSignOut}>
        {strings.signOut}
      </MenuItem>
    </Menu>
  );
}
