import { create } from 'zustand';

/** What can be done with the reply that is open, for those who ask from outside it. */
export interface ReplyCommands {
  readonly send: () => void;
  readonly insertResponse: () => void;
  readonly attach: () => void;
  /** Goes to the next misspelt word and offers suggestions. */
  readonly nextMisspelling: () => void;
  readonly focusToolbar: () => void;
}

/** Null: no reply is open. */
export const useReplyCommands = create<{ readonly commands: ReplyCommands | null }>(() => ({
  commands: null,
}));
