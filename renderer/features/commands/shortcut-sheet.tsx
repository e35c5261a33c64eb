import './commands.css';
import { useStrings } from '../../strings/strings.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';
import { shortcutKeys } from '../../ui/shortcut.ts';
import type { Command, CommandSection } from './command.ts';
import { otherShortcuts, shortcuts, type CommandId } from './shortcuts.ts';
import { commandStrings } from './strings.ts';

export interface ShortcutSheetProps {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const sections: readonly CommandSection[] = ['interaction', 'reply', 'go', 'presence', 'view'];

function keysOf(id: CommandId): readonly string[] {
  const other = otherShortcuts[id];
  return other ? [shortcuts[id], other] : [shortcuts[id]];
}

/** All shortcuts on one page. */
export function ShortcutSheet({ commands, isOpen, onClose }: ShortcutSheetProps) {
  const strings = useStrings(commandStrings);
  return (
    <Dialog title={strings.sheet} closeLabel={strings.close} width="wide" isOpen={isOpen} onClose={onClose}>
      <p className="sheet-note">{strings.sheetNote}</p>
      <div className="sheet">
        {sections.map((section) => (
          <section key={section} aria-labelledby={`sheet-${section}`}>
            <h3 id={`sheet-${section}`}>{strings[section]}</h3>
            <dl>
              {commands
                .filter((command) => command.section === section)
                .map((command) => (
                  <div key={command.id} className="sheet-line">
                    <dt>{command.title}</dt>
                    <dd>
                      {keysOf(command.id).map((keys, index) => (
                        <span key={keys} className="sheet-keys">
                          {index > 0 ? <span className="sheet-or">{strings.or}</span> : null}
                          <Keys shortcut={keys} />
                          <span className="visually-hidden">{shortcutKeys(keys).join(' ')}</span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
