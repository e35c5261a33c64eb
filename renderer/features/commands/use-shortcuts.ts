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
    const enabled = commands.filter((command) => command.isEnabled);
    const known = new Set(enabled.map((command) => shortcuts[command.id] as string));
    const matched = matcher.press(event, event.timeStamp, known);
    const command = enabled.find((candidate) => shortcuts[candidate.id] === matched);
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
