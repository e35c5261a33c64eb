import type { OutgoingId } from '../../../contract/domain/ids.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { showToast } from '../../ui/toast.tsx';
import { useOutgoing, type Decision } from './outgoing-store.ts';
import { outgoingStrings } from './strings.ts';

/** Decides on a mail, and says that it is noted or why not. */
export function useResolve(): (id: OutgoingId, decision: Decision) => void {
  const strings = useStrings(outgoingStrings);
  const failureText = useFailureText();
  const resolve = useOutgoing((state) => state.resolve);
  return (id, decision) => {
    resolve(id, decision).then(
      () => showToast({ text: strings.decided, tone: 'good' }),
      (error: unknown) => showToast({ text: failureText(error), tone: 'danger' }),
    );
  };
}
