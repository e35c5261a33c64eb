import { Extension } from '@tiptap/core';

/** Ctrl+Enter (Cmd+Enter) sends the mail, so the text must not take it for a line break on the way up. */
export const ReservedKeys = Extension.create({
  name: 'reservedKeys',
  priority: 1000,

  addKeyboardShortcuts() {
    return { 'Mod-Enter': () => true };
  },
});
