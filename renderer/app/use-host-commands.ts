import { useEffect, useEffectEvent } from 'react';
import type { Command } from '../features/commands/command.ts';
import { useDesktop } from '../platform/desktop-context.ts';

/** Runs commands that were chosen in the menu of the desktop. */
export function useHostCommands(commands: readonly Command[]): void {
  const desktop = useDesktop();
  const run = useEffectEvent((id: string) => {
    const command = commands.find((candidate) => candidate.id === id);
    if (command?.isEnabled) command.run();
  });
  useEffect(
    () =>
      desktop.onEvent((event) => {
        if (event.type === 'command') run(event.command);
      }),
    [desktop],
  );
}
