import { mergeAttributes, Node } from '@tiptap/core';

/** The signature of the group or the agent, kept apart so that it can be told from what the agent wrote. */
export const Signature = Node.create({
  name: 'signature',
  group: 'block',
  content: 'block+',
  defining: true,

  parseHTML() {
    return [{ tag: 'div[data-postroom-signature]' }];
  },

  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes(HTMLAttributes, { 'data-postroom-signature': '' }), 0];
  },
});
