import { Combine, MoveRight, Split } from 'lucide-react';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { MenuGroup, MenuItem } from '../../ui/menu.tsx';
import { shortcuts } from '../commands/shortcuts.ts';
import { describeMail } from './describe-mail.ts';
import { mailsOfCustomer } from './interaction-actions.ts';
import { threadStrings } from './thread-strings.ts';

export interface ThreadMenuProps {
  readonly interaction: Interaction;
  readonly onSplit: (mail: MailId) => void;
  readonly onMove: () => void;
  readonly onMerge: () => void;
}

/** So many mails can be chosen from in the menu, the newest ones; the dialog has all. */
const mostListed = 8;

/** What can be done with the mails of an interaction, as entries of its menu. */
export function ThreadMenu({ interaction, onSplit, onMove, onMerge }: ThreadMenuProps) {
  const strings = useStrings(threadStrings);
  const times = useTimes();
  const mails = mailsOfCustomer(interaction);
  return (
    <>
      <MenuItem icon={<Combine />} shortcut={shortcuts['thread.merge']} onAction={onMerge}>
        {strings.merge}
      </MenuItem>
      {mails.length > 1 ? (
        <MenuItem icon={<MoveRight />} shortcut={shortcuts['thread.move']} onAction={onMove}>
          {strings.move}
        </MenuItem>
      ) : null}
      {mails.length > 1 ? (
        <MenuGroup title={strings.split}>
          {mails
            .slice(-mostListed)
            .toReversed()
            .map((mail) => (
              <MenuItem
                key={mail.id}
                icon={<Split />}
                detail={describeMail(mail, times)}
                onAction={() => {
                  onSplit(mail.id);
                }}
              >
                {mail.subject || strings.noSubject}
              </MenuItem>
            ))}
        </MenuGroup>
      ) : null}
    </>
  );
}
