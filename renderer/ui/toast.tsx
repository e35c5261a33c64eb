import './toast.css';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
  type QueuedToast,
} from 'react-aria-components';
import { useRef, useSyncExternalStore } from 'react';
import { Text } from 'react-aria-components/Text';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { Button, IconButton } from './button.tsx';
import { CountdownRing } from './countdown-ring.tsx';
import { Keys } from './keys.tsx';
import { useToastRoom } from './toast-room.tsx';
import { useNow } from './use-now.ts';

export interface ToastMessage {
  readonly text: string;
  readonly tone?: 'plain' | 'good' | 'danger';
  /** Something more to know, smaller. */
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly shortcut?: string; readonly onPress: () => void };
  /** The id of what it is about; it ends when that is left. */
  readonly about?: string;
  /** A countdown to this instant (ms since 1970), from this many ms. */
  readonly until?: { readonly at: number; readonly total: number };
}

/** A message that may still change. */
export interface OpenToast {
  /** Says it anew, in the same place. */
  readonly update: (message: ToastMessage) => void;
  readonly close: () => void;
}

const queue = new ToastQueue<StoreApi<ToastMessage>>({ maxVisibleToasts: 3 });

/** Shows a message until it is closed or put away. */
export function openToast(message: ToastMessage, timeout?: number): OpenToast {
  const content = createStore(() => message);
  const key = queue.add(content, timeout === undefined ? {} : { timeout });
  return {
    update: (next) => {
      content.setState(next, true);
    },
    close: () => {
      queue.close(key);
    },
  };
}

/**
 * Shows a short message at the lower edge and tells it to screen readers. Failures and messages with an action stay
 * until they are put away, or for `timeout` ms; a failure that is still there is not shown a second time beside
 * itself. Returns a function that takes it away.
 */
export function showToast(message: ToastMessage, timeout?: number): () => void {
  if (message.tone === 'danger') {
    const same = queue.visibleToasts.find(
      ({ content }) => content.getState().tone === 'danger' && content.getState().text === message.text,
    );
    if (same) queue.close(same.key);
  }
  const stays = message.tone === 'danger' || message.action !== undefined;
  const after = timeout ?? (stays ? undefined : 5000);
  return openToast(message, after).close;
}

/** Takes away what is told about this: it has been left. */
export function endToastsAbout(about: string): void {
  for (const { key, content } of queue.visibleToasts) {
    if (content.getState().about === about) queue.close(key);
  }
}

/** Once, at the root. */
export function Toasts({ label, closeLabel }: { readonly label: string; readonly closeLabel: string }) {
  const region = useRef<HTMLDivElement>(null);
  const areThere = useSyncExternalStore(
    (listener) => queue.subscribe(listener),
    () => queue.visibleToasts.length > 0,
  );
  const isDocked = useToastRoom(region, areThere);
  return (
    <ToastRegion
      ref={region}
      queue={queue}
      className={`ui-toasts${isDocked ? ' ui-toasts-docked' : ''}`}
      aria-label={label}
      data-region
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          closeLabel={closeLabel}
          onClose={() => {
            queue.close(toast.key);
          }}
        />
      )}
    </ToastRegion>
  );
}

interface ToastProps {
  readonly toast: QueuedToast<StoreApi<ToastMessage>>;
  readonly closeLabel: string;
  readonly onClose: () => void;
}

function Toast({ toast, closeLabel, onClose }: ToastProps) {
  const message = useStore(toast.content);
  const { text, detail, action, tone = 'plain' } = message;
  return (
    <AriaToast toast={toast} className={`ui-toast ui-toast-${tone}`}>
      <ToastMark message={message} />
      {/* Only a failure interrupts what a screen reader is saying. */}
      <ToastContent className="ui-toast-content" role={tone === 'danger' ? 'alert' : 'status'}>
        <Text slot="title" className="ui-toast-text">
          {text}
        </Text>
        {detail ? <span className="ui-toast-detail">{detail}</span> : null}
      </ToastContent>
      {action ? (
        <Button
          size="small"
          look="plain"
          {...(action.shortcut ? { shortcut: action.shortcut } : {})}
          onPress={() => {
            action.onPress();
            onClose();
          }}
        >
          {action.label}
          {action.shortcut ? <Keys shortcut={action.shortcut} /> : null}
        </Button>
      ) : null}
      <IconButton label={closeLabel} size="small" slot="close">
        <X />
      </IconButton>
    </AriaToast>
  );
}

function ToastMark({ message }: { readonly message: ToastMessage }) {
  const now = useNow(1000);
  if (message.until) return <CountdownRing left={message.until.at - now} total={message.until.total} />;
  if (message.tone === 'danger') return <CircleAlert aria-hidden="true" />;
  if (message.tone === 'good') return <CircleCheck aria-hidden="true" />;
  return <Info aria-hidden="true" />;
}
