import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';

/**
 * Keys that the text leaves to those around it: Ctrl+Enter (Cmd+Enter) sends the mail and must not become a line break
 * on the way up; Escape goes back to the list, which ProseMirror would mark as dealt with.
 */
export const ReservedKeys = Extension.create({
  name: 'reservedKeys',
  priority: 1000,

  addKeyboardShortcuts() {
    return { 'Mod-Enter': () => true };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown: (view, event) => event.key === 'Escape' && !event.isComposing && !view.composing,
          },
        },
      }),
    ];
  },
});
