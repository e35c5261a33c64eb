import { Mark } from '@tiptap/core';

/**
 * Text that came from a response, so that it is known whether the mail still holds it. It looks like any other, and
 * what is written around it does not belong to it.
 */
export const InsertedResponse = Mark.create({
  name: 'insertedResponse',
  inclusive: false,

  addAttributes() {
    return {
      response: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-postroom-response'),
        renderHTML: ({ response }) =>
          typeof response === 'string' ? { 'data-postroom-response': response } : {},
      },
    };
  },

  parseHTML() {
    return [{ tag: 'span[data-postroom-response]', consuming: false }];
  },

  renderHTML({ HTMLAttributes }) {
    return ['span', HTMLAttributes, 0];
  },
});
