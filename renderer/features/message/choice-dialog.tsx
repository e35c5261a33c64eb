import './merge-dialog.css';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export interface Choice<Id extends string> {
  readonly id: Id;
  readonly text: string;
  /** A second line. */
  readonly detail?: string;
}

export interface ChoiceDialogProps<Id extends string> {
  readonly title: string;
  readonly closeLabel: string;
  readonly choices: readonly Choice<Id>[];
  readonly onChoose: (id: Id) => void;
  readonly onClose: () => void;
}

/** Asks for one of several things; the first has the focus. */
export function ChoiceDialog<Id extends string>(props: ChoiceDialogProps<Id>) {
  const { title, closeLabel, choices, onChoose, onClose } = props;
  return (
    <Dialog title={title} closeLabel={closeLabel} isOpen onClose={onClose}>
      <ul className="merge-targets">
        {choices.map(({ id, text, detail }, index) => (
          <li key={id}>
            <Button
              look="quiet"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- what the dialog is opened to choose from
              autoFocus={index === 0}
              onPress={() => {
                onClose();
                onChoose(id);
              }}
            >
              <span className="merge-lines">
                <bdi>{text}</bdi>
                {detail ? <bdi className="merge-facts">{detail}</bdi> : null}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
