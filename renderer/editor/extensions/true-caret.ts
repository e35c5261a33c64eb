import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { readCaret } from '../caret.ts';

/** Each key works at the caret that the key before it left, however busy the machine is. */
export const TrueCaret = Extension.create({
  name: 'trueCaret',
  // Before any key means anything.
  priority: 2000,

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('trueCaret'),
        props: {
          handleDOMEvents: {
            keydown(view) {
              readCaret(view);
              return false;
            },
          },
        },
      }),
    ];
  },
});
