import { useEffect } from 'react';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { expertStrings } from '../features/message/expert-strings.ts';
import { threadStrings } from '../features/message/thread-strings.ts';
import { useStrings } from '../strings/strings.ts';
import { showToast } from '../ui/toast.tsx';
import { watchMails } from './mail-watch.ts';
import type { WorkStores } from './work-stores.ts';

/** Tells of a customer's further mail, and of an expert's answer, on what I hold, with the way to it. */
export function useNewMails(stores: WorkStores, me: string): void {
  const strings = useStrings(threadStrings);
  const experts = useStrings(expertStrings);
  useEffect(() => {
    const tell = (text: string, { id, subject }: InteractionSummary) => {
      showToast({
        text,
        detail: subject || strings.noSubject,
        action: {
          label: strings.show,
          onPress: () => {
            stores.place.getState().go('work');
            stores.place.getState().open({ kind: 'interaction', id }, true);
          },
        },
      });
    };
    const watch = watchMails({
      inbox: stores.inbox,
      me,
      onNew: (interaction) => {
        // Whose it is the row does not say: a colleague may have added somebody else's mail.
        tell(strings.furtherMail, interaction);
      },
      onAnswered: (interaction) => {
        const { name = '', address = '' } = interaction.expert?.expert ?? {};
        tell(experts.answered({ expert: name || address }), interaction);
      },
    });
    return watch.stop;
  }, [stores, me, strings, experts]);
}
