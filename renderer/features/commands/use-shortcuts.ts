import { useEffect, useEffectEvent, useState } from 'react';
import type { Command } from './command.ts';
import { createKeyMatcher, takesEscape, takesText } from './key-matcher.ts';
import { keysInReply, otherShortcuts, shortcuts, type CommandId } from './shortcuts.ts';

/** Runs commands by their shortcuts, everywhere in the window. */
export function useShortcuts(commands: readonly Command[]): void {
  const [matcher] = useState(() => createKeyMatcher());
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (isPlain && takesText(event.target)) return;
    if (event.key === 'Escape' && takesEscape(event.target)) return;
    // Also those that cannot be given now: else `s n` of somebody not ready would be the `n` of a new mail.
    const keysOf = (id: CommandId) => [shortcuts[id], otherShortcuts[id] ?? shortcuts[id]];
    const known = new Set(commands.flatMap(({ id }) => keysOf(id)));
    const matched = matcher.press(event, event.timeStamp, known);
    const command = commands.find(
      ({ id, isEnabled }) =>
        isEnabled && !keysInReply.has(id) && matched !== null && keysOf(id).includes(matched),
    );
    if (!command) return;
    event.preventDefault();
    command.run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      onKeyDown(event);
    };
    // Before react-aria, which with F6 knows the toasts only and would not let the focus out of them.
    const early = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      onKeyDown(event);
      event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', early, { capture: true });
    document.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', early, { capture: true });
      document.removeEventListener('keydown', listener);
    };
  }, []);
}
