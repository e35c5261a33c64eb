import './toast.css';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Text } from 'react-aria-components/Text';
import { Button, IconButton } from './button.tsx';
import { CountdownRing } from './countdown-ring.tsx';
import { useNow } from './use-now.ts';

export interface ToastMessage {
  readonly text: string;
  readonly tone?: 'plain' | 'good' | 'danger';
  /** Something more to know, smaller. */
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly shortcut?: string; readonly onPress: () => void };
  /** A countdown to this instant (ms since 1970), from this many ms. */
  readonly until?: { readonly at: number; readonly total: number };
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/**
 * Shows a short message at the lower edge and tells it to screen readers. Failures and messages with an action stay
 * until they are put away, or for `timeout` ms; a failure that is still there is not shown a second time beside
 * itself. Returns a function that takes it away.
 */
export function showToast(message: ToastMessage, timeout?: number): () => void {
  if (message.tone === 'danger') {
    const same = queue.visibleToasts.find(
      ({ content }) => content.tone === 'danger' && content.text === message.text,
    );
    if (same) queue.close(same.key);
  }
  const stays = message.tone === 'danger' || message.action !== undefined;
  const after = timeout ?? (stays ? undefined : 5000);
  const key = queue.add(message, after === undefined ? {} : { timeout: after });
  return () => {
    queue.close(key);
  };
}

/** Once, at the root. */
export function Toasts({ label, closeLabel }: { readonly label: string; readonly closeLabel: string }) {
  return (
    <ToastRegion queue={queue} className="ui-toasts" aria-label={label}>
      {({ toast }) => (
        <AriaToast toast={toast} className={`ui-toast ui-toast-${toast.content.tone ?? 'plain'}`}>
          <ToastMark message={toast.content} />
          <ToastContent className="ui-toast-content">
            <Text slot="title" className="ui-toast-text">
              {toast.content.text}
            </Text>
            {toast.content.detail ? <span className="ui-toast-detail">{toast.content.detail}</span> : null}
          </ToastContent>
          {toast.content.action ? (
            <Button
              size="small"
              look="plain"
              {...(toast.content.action.shortcut ? { shortcut: toast.content.action.shortcut } : {})}
              onPress={() => {
                toast.content.action?.onPress();
                queue.close(toast.key);
              }}
            >
              {toast.content.action.label}
            </Button>
          ) : null}
          <IconButton label={closeLabel} size="small" slot="close">
            <X />
          </IconButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}

function ToastMark({ message }: { readonly message: ToastMessage }) {
  const now = useNow(1000);
  if (message.until) return <CountdownRing left={message.until.at - now} total={message.until.total} />;
  if (message.tone === 'danger') return <CircleAlert aria-hidden="true" />;
  if (message.tone === 'good') return <CircleCheck aria-hidden="true" />;
  return <Info aria-hidden="true" />;
}
