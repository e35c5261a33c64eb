import '../../styles/fonts.css';
import '../../styles/tokens.css';
import '../../styles/base.css';
import { createRoot } from 'react-dom/client';
import { ReplyView } from '../../features/reply/reply-view.tsx';
import { createDesktopDouble } from '../../features/reply/testing/desktop-double.ts';
import { sampleDraft, sampleInteraction } from '../../features/reply/testing/samples.ts';
import { DesktopContext } from '../../platform/desktop-context.ts';

declare global {
  interface Window {
    /** Milliseconds from each key event to the frame after the one that drew it. */
    readonly keystrokes: number[];
  }
}

// The page of the benchmark: the whole reply view on a long draft, spelling on or off, and a clock on every key.
const parameters = new URLSearchParams(location.search);
const culture = parameters.get('culture') ?? 'en-US';
const words = Number(parameters.get('words') ?? '600');
const sentence = 'Thank you for your mesage about the bill, we have corected it today. ';
const paragraphs = Array.from({ length: Math.ceil(words / 60) }, () => `<p>${sentence.repeat(5)}</p>`).join(
  '',
);

const desktop = createDesktopDouble({}, sampleDraft({ culture, html: `<p></p>${paragraphs}` }));
if (parameters.get('spelling') === 'off') desktop.dictionaries = [];

const keystrokes: number[] = [];
Object.assign(window, { keystrokes });
addEventListener(
  'keydown',
  (event) => {
    const { timeStamp } = event;
    requestAnimationFrame(() => {
      // A message arrives after the frame has been drawn.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => keystrokes.push(performance.now() - timeStamp));
      port1.start();
      port2.postMessage(null);
    });
  },
  { capture: true },
);

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <DesktopContext.Provider value={desktop}>
    <ReplyView
      interaction={sampleInteraction()}
      kind="reply"
      onSent={() => undefined}
      onClosed={() => undefined}
    />
  </DesktopContext.Provider>,
);
