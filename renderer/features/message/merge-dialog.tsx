import './merge-dialog.css';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import type { InteractionId } from '../../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { threadStrings } from './thread-strings.ts';
import { useMergeTargets } from './use-merge-targets.ts';

export interface MergeDialogProps {
  readonly interaction: InteractionId;
  readonly kind: 'merge' | 'move';
  readonly onChoose: (into: InteractionId) => void;
  readonly onClose: () => void;
}

/**
 * Asks where mails shall go: interactions that are not closed, those of the same customer first, found by words. The
 * focus stays in the field; arrow keys go through the list, Enter chooses.
 */
export function MergeDialog({ interaction, kind, onChoose, onClose }: MergeDialogProps) {
  const strings = useStrings(threadStrings);
  const failureText = useFailureText();
  const [text, setText] = useState('');
  const { targets, failure } = useMergeTargets(interaction, text.trim());
  const title = kind === 'merge' ? strings.mergeTitle : strings.moveTitle;
  return (
    <Dialog title={title} closeLabel={strings.close} isOpen onClose={onClose}>
      <p className="merge-text">{kind === 'merge' ? strings.mergeText : strings.moveText}</p>
      {failure === null ? null : <Notice tone="danger">{failureText(failure)}</Notice>}
      <Autocomplete inputValue={text} onInputChange={setText}>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is opened to find something */}
        <SearchField aria-label={strings.mergeSearch} className="merge-search" autoFocus>
          <Search aria-hidden="true" />
          <Input dir="auto" placeholder={strings.mergeSearch} />
        </SearchField>
        <div className="merge-menu" ref={makeMenuFocusable}>
          {targets === null && failure === null ? <Spinner label={title} /> : null}
          <Menu
            aria-label={title}
            className="ui-menu"
            items={targets ?? []}
            renderEmptyState={() =>
              targets === null ? null : <p>{text.trim() ? strings.mergeNothing : strings.mergeNone}</p>
            }
            onAction={(key) => {
              const target = targets?.find(({ id }) => id === key);
              if (target) onChoose(target.id);
              onClose();
            }}
          >
            {(target) => <Target target={target} />}
          </Menu>
        </div>
      </Autocomplete>
    </Dialog>
  );
}

function Target({ target }: { readonly target: InteractionSummary }) {
  const strings = useStrings(threadStrings);
  const times = useTimes();
  const subject = target.subject || strings.noSubject;
  const from = target.from.name || target.from.address;
  return (
    <MenuItem id={target.id} className="ui-menu-item" textValue={`${subject} ${from}`}>
      <span className="merge-lines">
        <bdi>{subject}</bdi>
        <span className="merge-facts">
          <bdi>{from}</bdi> · <bdi>{target.group.name}</bdi> ·{' '}
          <span>{times.full(target.newest?.at ?? target.receivedAt)}</span>
          {target.agent ? (
            <>
              {' '}
              · <bdi>{strings.held({ agent: target.agent.name })}</bdi>
            </>
          ) : null}
        </span>
      </span>
    </MenuItem>
  );
}

/** What scrolls must be reached by Tab too. */
function makeMenuFocusable(place: HTMLDivElement | null): void {
  const menu = place?.querySelector<HTMLElement>('[role="menu"]');
  if (menu) menu.tabIndex = 0;
}
