import { useEffect } from 'react';
import { threadStrings } from '../features/message/thread-strings.ts';
import { useStrings } from '../strings/strings.ts';
import { showToast } from '../ui/toast.tsx';
import { watchMails } from './mail-watch.ts';
import type { WorkStores } from './work-stores.ts';

/** Tells of a customer's further mail on what I hold, with the way to it. */
export function useNewMails(stores: WorkStores, me: string): void {
  const strings = useStrings(threadStrings);
  useEffect(() => {
    const watch = watchMails({
      inbox: stores.inbox,
      me,
      onNew: ({ id, from, subject }) => {
        showToast({
          text: strings.wroteAgain({ from: from.name || from.address }),
          detail: subject || strings.noSubject,
          action: {
            label: strings.show,
            onPress: () => {
              stores.place.getState().go('work');
              stores.place.getState().open({ kind: 'interaction', id }, true);
            },
          },
        });
      },
    });
    return watch.stop;
  }, [stores, me, strings]);
}
