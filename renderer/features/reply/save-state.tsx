import { Cloud, CloudAlert, HardDrive, PencilLine } from 'lucide-react';
import { useStore } from 'zustand';
import { assertNever } from '../../../contract/assert-never.ts';
import { useStrings } from '../../strings/strings.ts';
import { failureText } from './failure-text.ts';
import type { ReplyStore } from './reply-actions.ts';
import { replyStrings } from './strings.ts';
import { useUnloadGuard } from './use-unload-guard.ts';

/** How safe the newest words are, in words. Only a failure is told to screen readers: the rest changes all the time. */
export function SaveStateText({ store }: { readonly store: ReplyStore }) {
  useUnloadGuard(store);
  const saved = useStore(store, (state) => state.saved);
  const strings = useStrings(replyStrings);
  switch (saved.state) {
    case 'untouched':
      return null;
    case 'typing':
      return (
        <span className="reply-saved">
          <PencilLine aria-hidden="true" />
          {strings.saving}
        </span>
      );
    case 'local':
      return (
        <span className="reply-saved">
          <HardDrive aria-hidden="true" />
          {strings.savedLocal}
        </span>
      );
    case 'browser':
      return (
        <span className="reply-saved reply-saved-failed" role="alert">
          <CloudAlert aria-hidden="true" />
          {strings.savedBrowser}
        </span>
      );
    case 'server':
      return (
        <span className="reply-saved">
          <Cloud aria-hidden="true" />
          {strings.savedServer}
        </span>
      );
    case 'failed':
      return (
        <span className="reply-saved reply-saved-failed" role="alert">
          <CloudAlert aria-hidden="true" />
          {saved.failure.code === 'unreachable'
            ? strings.onlyInWindow
            : strings.notSaved({ why: failureText(saved.failure, strings) })}
        </span>
      );
    default:
      return assertNever(saved);
  }
}
