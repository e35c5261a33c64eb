import '../../../styles/tokens.css';
import '../../../styles/base.css';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import { DesktopContext } from '../../../platform/desktop-context.ts';
import { Toasts } from '../../../ui/toast.tsx';
import { ReplyView, type ReplyViewProps } from '../reply-view.tsx';
import type { DesktopDouble } from './desktop-double.ts';
import { sampleInteraction } from './samples.ts';

export interface MountedReply {
  /** The editable text. */
  readonly text: HTMLElement;
  readonly place: HTMLElement;
  readonly unmount: () => void;
}

/** The reply view on the page, with its draft open. */
export async function mountReply(
  desktop: DesktopDouble,
  properties: Partial<ReplyViewProps> = {},
): Promise<MountedReply> {
  const { place, unmount } = await mount(
    <DesktopContext.Provider value={desktop}>
      <ReplyView
        interaction={sampleInteraction()}
        kind="reply"
        onSent={() => undefined}
        onClosed={() => undefined}
        {...properties}
      />
      <Toasts label="Messages" closeLabel="Close" />
    </DesktopContext.Provider>,
  );
  const text = await waitFor(() => place.querySelector<HTMLElement>('.mail-document'));
  return { text, place, unmount };
}

export async function mount(children: ReactNode): Promise<{ place: HTMLElement; unmount: () => void }> {
  const place = document.createElement('div');
  place.style.cssText = 'block-size: 600px; inline-size: 800px';
  document.body.append(place);
  const root = createRoot(place);
  root.render(children);
  let isMounted = true;
  const unmount = () => {
    if (!isMounted) return;
    isMounted = false;
    root.unmount();
    place.remove();
  };
  onTestFinished(unmount);
  await Promise.resolve();
  return { place, unmount };
}

/** What `find` answers once it answers something. */
export async function waitFor<T>(find: () => T | null | undefined | false, what = 'condition'): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`never: ${what}\n${find.toString()}`);
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
}
