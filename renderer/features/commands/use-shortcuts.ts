import { useEffect, useEffectEvent, useState } from 'react';
import type { Command } from './command.ts';
import { createKeyMatcher, takesText } from './key-matcher.ts';
import { shortcuts } from './shortcuts.ts';

/** Runs commands by their shortcuts, everywhere in the window. */
export function useShortcuts(commands: readonly Command[]): void {
  const [matcher] = useState(() => createKeyMatcher());
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (takesText(event.target) && (isPlain || event.key === 'Escape')) return;
    // Also those that cannot be given now: else `s n` of somebody not ready would be the `n` of a new mail.
    const known = new Set(commands.map(({ id }) => shortcuts[id] as string));
    const matched = matcher.press(event, event.timeStamp, known);
    const command = commands.find(({ id, isEnabled }) => isEnabled && shortcuts[id] === matched);
    if (!command) return;
    event.preventDefault();
    command.run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      onKeyDown(event);
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, []);
}
