import { useEffect } from 'react';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import { assertNever } from '../../contract/assert-never.ts';
import { shortcuts } from '../features/commands/shortcuts.ts';
import { recipientsOf } from '../features/outgoing/outgoing-item.tsx';
import { systemClock } from '../platform/clock.ts';
import { useStrings } from '../strings/strings.ts';
import { useTimes } from '../strings/times.ts';
import { openToast, showToast, type OpenToast, type ToastMessage } from '../ui/toast.tsx';
import { isFinal, watchSent, type SendStage } from './sent-watch.ts';
import { appStrings } from './strings.ts';
import type { WorkActions } from './work-actions.ts';
import type { WorkStores } from './work-stores.ts';

/** How long a delay is shown, in ms; its place after that is the list of what goes out. */
const delayShown = 12_000;

/** Tells the agent what becomes of each mail that was sent here: one message that follows it, and its end. */
export function useSentMessages(stores: WorkStores, actions: WorkActions): void {
  const strings = useStrings(appStrings);
  const times = useTimes();

  useEffect(() => {
    const open = new Map<OutgoingId, OpenToast>();

    function messageFor(mail: Outgoing, stage: SendStage): ToastMessage {
      const names = recipientsOf(mail);
      const show = {
        label: strings.showOutgoing,
        onPress: () => {
          stores.place.getState().go('outgoing');
        },
      };
      switch (stage) {
        case 'undoable': {
          const total = Date.parse(mail.notBefore) - Date.parse(mail.queuedAt);
          return {
            text: strings.sentTo({ names }),
            until: { at: Date.parse(mail.notBefore), total },
            action: {
              label: strings.undo,
              shortcut: shortcuts['send.undo'],
              onPress: () => {
                actions.undo(mail);
              },
            },
          };
        }
        case 'waiting':
          return { text: strings.sentTo({ names }), detail: strings.sentWaiting };
        case 'sending':
          return { text: strings.sentTo({ names }), detail: strings.sentSending };
        case 'data-sent':
          return { text: strings.sentTo({ names }), detail: strings.sentUnconfirmed };
        case 'delayed':
          return {
            text: strings.notYetSent({ names }),
            detail: strings.nextAttempt({ time: times.time(mail.notBefore) }),
            action: show,
          };
        case 'accepted':
          return { text: strings.wasSent({ names }), detail: strings.sentAccepted, tone: 'good' };
        case 'rejected':
          return {
            text: strings.notSent({ names }),
            detail: strings.sentRejected,
            tone: 'danger',
            action: show,
          };
        case 'uncertain':
          return {
            text: strings.perhapsSent({ names }),
            detail: strings.sentUncertain,
            tone: 'danger',
            action: show,
          };
        default:
          return assertNever(stage);
      }
    }

    function close(id: OutgoingId): void {
      open.get(id)?.close();
      open.delete(id);
    }

    const watch = watchSent({
      outgoing: stores.outgoing,
      clock: systemClock,
      onStage(mail, stage) {
        const message = messageFor(mail, stage);
        const shown = open.get(mail.id);
        if (isFinal(stage) || stage === 'delayed') {
          close(mail.id);
          showToast(message, stage === 'delayed' ? delayShown : undefined);
        } else if (shown) shown.update(message);
        else open.set(mail.id, openToast(message));
      },
      onGone: close,
    });
    return () => {
      watch.stop();
      for (const id of open.keys()) close(id);
    };
  }, [stores, actions, strings, times]);
}
