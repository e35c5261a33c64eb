import { Extension } from '@tiptap/core';

const directions: ReadonlySet<string> = new Set(['ltr', 'rtl', 'auto']);

/** Each block of text goes by the direction of its own first letter, also in the mail that is sent. */
export const TextDirection = Extension.create({
  name: 'mailTextDirection',

  addGlobalAttributes() {
    return [
      {
        types: ['paragraph', 'heading', 'blockquote', 'bulletList', 'orderedList', 'listItem'],
        attributes: {
          dir: {
            default: 'auto',
            parseHTML: (element) => {
              const direction = element.getAttribute('dir')?.toLowerCase() ?? '';
              return directions.has(direction) ? direction : 'auto';
            },
          },
        },
      },
    ];
  },
});
