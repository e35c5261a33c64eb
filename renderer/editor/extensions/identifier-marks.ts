import { Extension } from '@tiptap/core';
import type { Node as DocumentNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { changedRanges, visitBlocks, type Range } from '../changed-blocks.ts';
import { findIdentifiers } from '../identifiers.ts';

const key = new PluginKey<DecorationSet>('identifierMarks');

/** Shows identifiers (M18) that nobody has filled in yet, so that they are not sent by mistake. */
export const IdentifierMarks = Extension.create({
  name: 'identifierMarks',

  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) => mark(DecorationSet.empty, doc, [{ from: 0, to: doc.content.size }]),
          apply(transaction, marks) {
            if (!transaction.docChanged) return marks;
            return mark(
              marks.map(transaction.mapping, transaction.doc),
              transaction.doc,
              changedRanges(transaction),
            );
          },
        },
        props: {
          decorations: (state) => key.getState(state),
        },
      }),
    ];
  },
});

function mark(marks: DecorationSet, document: DocumentNode, ranges: readonly Range[]): DecorationSet {
  let result = marks;
  visitBlocks(document, ranges, (block, start) => {
    result = result.remove(result.find(start, start + block.content.size));
    const found = findIdentifiers(block, start).map(({ from, to }) =>
      Decoration.inline(from, to, { class: 'identifier-mark' }),
    );
    result = result.add(document, found);
  });
  return result;
}
