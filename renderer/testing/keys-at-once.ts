import { cdp } from 'vitest/browser';

interface DevtoolsSession {
  readonly send: (method: string, parameters: Record<string, unknown>) => Promise<unknown>;
}

/** A letter, or one of the named keys; with the modifiers held. */
export interface Stroke {
  readonly key: string;
  readonly control?: boolean;
  readonly shift?: boolean;
}

const named: Readonly<Record<string, { readonly virtual: number; readonly text?: string }>> = {
  Enter: { virtual: 13, text: '\r' },
  End: { virtual: 35 },
  Home: { virtual: 36 },
};

function beBusy(): void {
  const end = performance.now() + 250;
  while (performance.now() < end);
}

/**
 * Presses the keys while the page is busy with the first one, so that it hears the others directly after one another,
 * with no frame in between: a slow frame of a busy machine.
 */
export async function pressAtOnce(strokes: readonly Stroke[]): Promise<void> {
  // The methods of the session are declared by the provider, whose types would bring Node's along.
  const session = cdp() as unknown as DevtoolsSession;
  addEventListener('keydown', beBusy, { capture: true, once: true });
  await Promise.all(
    strokes.flatMap((stroke) => {
      const { virtual, text } = named[stroke.key] ?? {
        virtual: stroke.key.toUpperCase().charCodeAt(0),
        text: stroke.key,
      };
      const isCommand = stroke.control === true;
      const common = {
        key: stroke.key,
        code: named[stroke.key] ? stroke.key : `Key${stroke.key.toUpperCase()}`,
        windowsVirtualKeyCode: virtual,
        modifiers: (isCommand ? 2 : 0) + (stroke.shift === true ? 8 : 0),
      };
      const hasText = text !== undefined && !isCommand;
      return [
        session.send('Input.dispatchKeyEvent', {
          ...common,
          type: hasText ? 'keyDown' : 'rawKeyDown',
          ...(hasText ? { text } : {}),
        }),
        session.send('Input.dispatchKeyEvent', { ...common, type: 'keyUp' }),
      ];
    }),
  );
}
