import type { ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import type { Me } from '../sign-in/session-store.ts';
import { ChoiceDialog } from './choice-dialog.tsx';
import { describeMail } from './describe-mail.ts';
import { mailsOfCustomer } from './interaction-actions.ts';
import { MergeDialog } from './merge-dialog.tsx';
import type { MessageState } from './message-store.ts';
import { messageStrings } from './strings.ts';
import { threadStrings } from './thread-strings.ts';
import type { ThreadChanges } from './use-thread-changes.ts';

export interface ThreadDialogsProps {
  readonly interaction: Interaction;
  readonly groups: Me['groups'];
  readonly panel: MessageState['panel'];
  readonly changes: ThreadChanges;
  readonly onPass: (group: ServiceGroupId) => void;
  readonly onClose: () => void;
}

/** What is asked before mails are merged, moved or split off, or all of it goes to another group. */
export function ThreadDialogs({ interaction, groups, panel, changes, onPass, onClose }: ThreadDialogsProps) {
  const strings = useStrings(threadStrings);
  const messages = useStrings(messageStrings);
  const times = useTimes();
  const mails = mailsOfCustomer(interaction);
  const newest = mails.at(-1);
  if ((panel === 'merge' || panel === 'move') && newest) {
    return (
      <MergeDialog
        interaction={interaction.id}
        kind={panel}
        onChoose={(into) => {
          if (panel === 'merge') changes.merge(into);
          else changes.move(newest.id, into);
        }}
        onClose={onClose}
      />
    );
  }
  if (panel === 'split') {
    return (
      <ChoiceDialog
        title={strings.split}
        closeLabel={strings.close}
        choices={mails.toReversed().map((mail) => ({
          id: mail.id,
          text: mail.subject || strings.noSubject,
          detail: describeMail(mail, times),
        }))}
        onChoose={changes.split}
        onClose={onClose}
      />
    );
  }
  if (panel !== 'pass') return null;
  return (
    <ChoiceDialog
      title={messages.passTo}
      closeLabel={strings.close}
      choices={groups
        .filter(({ id }) => id !== interaction.group.id)
        .map(({ id, name }) => ({ id, text: messages.requeueTo({ group: name }) }))}
      onChoose={onPass}
      onClose={onClose}
    />
  );
}
