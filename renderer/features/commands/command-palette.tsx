import './commands.css';
import { Search } from 'lucide-react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { useStrings } from '../../strings/strings.ts';
import { Keys } from '../../ui/keys.tsx';
import type { Command } from './command.ts';
import { matchWords } from './match-words.ts';
import { shortcuts } from './shortcuts.ts';
import { commandStrings } from './strings.ts';

export interface CommandPaletteProps {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Every command that can be given now, found by its words, with its shortcut. */
export function CommandPalette({ commands, isOpen, onClose }: CommandPaletteProps) {
  const strings = useStrings(commandStrings);
  const enabled = commands.filter((command) => command.isEnabled && command.id !== 'palette.open');
  return (
    <ModalOverlay
      className="ui-dialog-overlay palette-overlay"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="palette">
        <Dialog aria-label={strings.palette} className="palette-box">
          <Autocomplete filter={matchWords}>
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a palette is opened to type into */}
            <SearchField aria-label={strings.search} className="palette-search" autoFocus>
              <Search aria-hidden="true" />
              <Input placeholder={strings.placeholder} />
            </SearchField>
            <div className="palette-results" ref={makeMenuFocusable}>
              <Menu
                aria-label={strings.palette}
                className="ui-menu palette-menu"
                items={enabled}
                renderEmptyState={() => <p className="palette-empty">{strings.nothing}</p>}
                onAction={(key) => {
                  onClose();
                  const command = enabled.find((candidate) => candidate.id === key);
                  // After the dialog has given the focus back, so that the command may move it.
                  if (command) setTimeout(command.run);
                }}
              >
                {(command) => (
                  <MenuItem id={command.id} className="ui-menu-item" textValue={command.title}>
                    <span className="ui-menu-text">{command.title}</span>
                    <span className="palette-section">{strings[command.section]}</span>
                    <Keys shortcut={shortcuts[command.id]} />
                  </MenuItem>
                )}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What scrolls must be reached by Tab too; the arrow keys work from the field. The menu keeps its own ref. */
function makeMenuFocusable(results: HTMLDivElement | null): void {
  const menu = results?.querySelector<HTMLElement>('[role="menu"]');
  if (menu) menu.tabIndex = 0;
}
