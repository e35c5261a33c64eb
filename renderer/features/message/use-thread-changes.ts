import type { InteractionId, MailId, ThreadChangeId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { showToast } from '../../ui/toast.tsx';
import { useMessages } from './message-store.ts';
import { threadStrings } from './thread-strings.ts';

export interface ThreadChanges {
  readonly split: (mail: MailId) => void;
  readonly move: (mail: MailId, into: InteractionId) => void;
  readonly merge: (into: InteractionId) => void;
  readonly answer: (join: boolean) => void;
}

/** How long a change can be taken back from the screen, in milliseconds. */
const undoMilliseconds = 20_000;

/** What an agent changes in the thread of an interaction; each can be taken back from the message that says it is done. */
export function useThreadChanges({ id, epoch }: Pick<Interaction, 'id' | 'epoch'>): ThreadChanges {
  const desktop = useDesktop();
  const strings = useStrings(threadStrings);
  const failureText = useFailureText();
  const read = useMessages((state) => state.read);

  function attempt(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      showToast({ text: failureText(error), tone: 'danger', about: id });
    });
  }
  function done(text: string, change: ThreadChangeId | null): void {
    void read(id);
    const undo = () => {
      if (change === null) return;
      attempt(async () => {
        await desktop.call('threads.undo', { change });
        await read(id);
        showToast({ text: strings.undone });
      });
    };
    if (change === null) showToast({ text, tone: 'good' });
    else showToast({ text, tone: 'good', action: { label: strings.undo, onPress: undo } }, undoMilliseconds);
  }

  return {
    split: (mail) => {
      attempt(async () => {
        const { change } = await desktop.call('threads.split', { id, epoch, mail });
        done(strings.splitDone, change);
      });
    },
    move: (mail, into) => {
      attempt(async () => {
        const { change } = await desktop.call('threads.move', { id, epoch, mail, into });
        done(strings.mergeDone, change);
      });
    },
    merge: (into) => {
      attempt(async () => {
        const { change } = await desktop.call('threads.merge', { id, epoch, into });
        done(strings.mergeDone, change);
      });
    },
    answer: (join) => {
      attempt(async () => {
        const { change } = await desktop.call('threads.answer', { id, epoch, join });
        if (join) done(strings.joined, change);
        else await read(id);
      });
    },
  };
}
