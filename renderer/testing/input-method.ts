import { cdp } from 'vitest/browser';

interface DevtoolsSession {
  readonly send: (method: string, parameters: Record<string, unknown>) => Promise<unknown>;
}

/** Composes as an input method does: each piece replaces the one before, the last text is committed. */
export async function compose(pieces: readonly string[], committed: string): Promise<void> {
  // The methods of the session are declared by the provider, whose types would bring Node's along.
  const session = cdp() as unknown as DevtoolsSession;
  for (const text of pieces) {
    await session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }
  await session.send('Input.insertText', { text: committed });
}
