import type { CommandId } from './shortcuts.ts';

export type CommandSection = 'interaction' | 'reply' | 'go' | 'presence' | 'view';

/** Something the agent can do now or not, by palette, shortcut or the menu of the desktop. */
export interface Command {
  readonly id: CommandId;
  readonly title: string;
  readonly section: CommandSection;
  readonly isEnabled: boolean;
  readonly run: () => void;
}
