import { Extension } from '@tiptap/core';
import { Plugin, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { createMarksSweeper, type MarksSweeper } from './marks-sweeper.ts';
import {
  applyToMarks,
  marksKey,
  misspellingsIn,
  nextMisspelling,
  startMarks,
  type Misspelling,
} from './misspelling-marks.ts';
import type { SpellingSource } from './spelling-source.ts';

export interface SpellingOptions {
  readonly source: SpellingSource | null;
  /** The person asks what else this word could be. */
  readonly onSuggest: (misspelling: Misspelling) => void;
}

/**
 * Underlines misspelt words. F7 goes to the next one and offers suggestions; Alt+Enter, the context-menu key and a
 * right click offer them for the word at hand.
 */
export const Spelling = Extension.create<SpellingOptions>({
  name: 'spelling',

  addOptions() {
    return { source: null, onSuggest: () => undefined };
  },

  addKeyboardShortcuts() {
    const suggestHere = () => {
      const { selection } = this.editor.state;
      const [here] = misspellingsIn(this.editor.state, selection.from, selection.to);
      if (here === undefined) return false;
      this.options.onSuggest(here);
      return true;
    };
    return {
      F7: () => {
        const { state, view } = this.editor;
        const next = nextMisspelling(state, state.selection.to);
        if (next === null) return true;
        const selection = TextSelection.create(state.doc, next.from, next.to);
        view.dispatch(state.tr.setSelection(selection).scrollIntoView());
        this.options.onSuggest(next);
        return true;
      },
      'Alt-Enter': suggestHere,
      'Shift-F10': suggestHere,
      ContextMenu: suggestHere,
    };
  },

  addProseMirrorPlugins() {
    const { source, onSuggest } = this.options;
    if (source === null) return [];
    let sweeper: MarksSweeper | null = null;
    const scheduleSoon = () => {
      sweeper?.schedule();
      return false;
    };
    return [
      new Plugin({
        key: marksKey,
        state: {
          init: (_config, { doc }) => startMarks(doc),
          apply: applyToMarks,
        },
        props: {
          decorations: (state) => marksKey.getState(state)?.marks,
          handleDOMEvents: {
            blur: scheduleSoon,
            compositionend: scheduleSoon,
            contextmenu: (view, event) => openAtPointer(view, event, onSuggest),
          },
        },
        view(view) {
          sweeper = createMarksSweeper(view, source);
          sweeper.schedule();
          return {
            update(updated, before) {
              const isMoved = !updated.state.selection.eq(before.selection);
              if (isMoved || updated.state.doc !== before.doc) sweeper?.schedule();
            },
            destroy() {
              sweeper?.stop();
              sweeper = null;
            },
          };
        },
      }),
    ];
  },
});

function openAtPointer(
  view: EditorView,
  event: MouseEvent,
  onSuggest: SpellingOptions['onSuggest'],
): boolean {
  const position = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
  if (position === undefined) return false;
  const [word] = misspellingsIn(view.state, position, position);
  if (word === undefined) return false;
  event.preventDefault();
  onSuggest(word);
  return true;
}
