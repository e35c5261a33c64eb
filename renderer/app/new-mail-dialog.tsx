import './new-mail-dialog.css';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Me } from '../features/sign-in/session-store.ts';
import { useStrings } from '../strings/strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { appStrings } from './strings.ts';

export interface NewMailDialogProps {
  readonly groups: Me['groups'];
  readonly isOpen: boolean;
  readonly onChoose: (group: ServiceGroupId) => void;
  readonly onClose: () => void;
}

/** From which group's address a new mail goes (M16): a group without one is shown and cannot be chosen. */
export function NewMailDialog({ groups, isOpen, onChoose, onClose }: NewMailDialogProps) {
  const strings = useStrings(appStrings);
  return (
    <Dialog
      title={strings.newMailTitle}
      closeLabel={strings.close}
      width="narrow"
      isOpen={isOpen}
      onClose={onClose}
    >
      <ul className="new-mail-groups">
        {groups.map((group, index) => (
          <li key={group.id}>
            <AriaButton
              className="new-mail-group"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- what the dialog is opened to choose from
              autoFocus={index === groups.findIndex(({ email }) => email !== null)}
              isDisabled={group.email === null}
              onPress={() => {
                onChoose(group.id);
              }}
            >
              <span className="new-mail-name">{group.name}</span>
              <bdi className="new-mail-address">{group.email ?? strings.noAddress}</bdi>
            </AriaButton>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
