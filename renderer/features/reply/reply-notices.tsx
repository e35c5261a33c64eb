import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { failureText } from './failure-text.ts';
import type { Recovery } from './reply-state.ts';
import type { Failure } from '../../../contract/error.ts';
import type { ReplyActions } from './reply-actions.ts';
import { replyStrings } from './strings.ts';

export interface ReplyNoticesProps {
  readonly recovery: Recovery | null;
  readonly failure: Failure | null;
  readonly actions: ReplyActions;
}

/** What the person should know about this draft, or decide. */
export function ReplyNotices({ recovery, failure, actions }: ReplyNoticesProps) {
  const strings = useStrings(replyStrings);
  return (
    <>
      {recovery === null ? null : (
        <Notice
          tone="info"
          actions={
            <>
              <Button size="small" onPress={actions.acceptRecovery}>
                {strings.recoveredKeep}
              </Button>
              <Button size="small" look="quiet" onPress={actions.refuseRecovery}>
                {strings.recoveredRefuse}
              </Button>
            </>
          }
        >
          {strings.recovered}
        </Notice>
      )}
      {failure === null ? null : (
        <Notice
          tone="danger"
          actions={
            <Button size="small" look="quiet" onPress={actions.dismissFailure}>
              {strings.dismiss}
            </Button>
          }
        >
          {failureText(failure, strings)}
        </Notice>
      )}
    </>
  );
}
