import { Extension, type Editor } from '@tiptap/core';
import type { FilledResponse, ResponseEntry } from '../../../contract/domain/response.ts';
import { findByShortcut } from './response-tree.ts';
import type { TextsStore } from './texts-store.ts';

/** `;late` and Tab becomes the response with the shortcut `late`. */
export function createShortcutExpansion(
  texts: TextsStore,
  onInserted: (entry: ResponseEntry, filled: FilledResponse) => void,
  onFailed: (error: unknown) => void,
): Extension {
  return Extension.create({
    name: 'responseShortcuts',
    // Before Tab means anything in a list or a table.
    priority: 300,

    addKeyboardShortcuts() {
      return { Tab: () => expand(this.editor, texts, onInserted, onFailed) };
    },
  });
}

function expand(
  editor: Editor,
  texts: TextsStore,
  onInserted: (entry: ResponseEntry, filled: FilledResponse) => void,
  onFailed: (error: unknown) => void,
): boolean {
  const { selection } = editor.state;
  const { responses } = texts.getState();
  if (!selection.empty || responses === null) return false;
  const { parent, parentOffset } = selection.$from;
  const before = parent.textBetween(0, parentOffset, undefined, '\uFFFC');
  const shortcut = /(?:^|[\s\uFFFC(]);([\p{L}\p{N}_-]{1,40})$/u.exec(before)?.[1];
  const entry = shortcut === undefined ? null : findByShortcut(responses, shortcut);
  if (shortcut === undefined || entry === null) return false;
  const insert = async () => {
    try {
      const filled = await replace(editor, `;${shortcut}`, texts.fillResponse(entry));
      if (filled !== null) onInserted(entry, filled);
    } catch (error) {
      onFailed(error);
    }
  };
  void insert();
  return true;
}

/** Null: not inserted, since the cursor no longer stands behind what was typed. */
async function replace(
  editor: Editor,
  typed: string,
  filling: Promise<FilledResponse>,
): Promise<FilledResponse | null> {
  const filled = await filling;
  const to = editor.state.selection.from;
  const from = to - typed.length;
  const isThere = from > 0 && editor.state.doc.textBetween(from, to, undefined, '\uFFFC') === typed;
  if (!isThere) return null;
  editor.chain().focus().insertFilledHtml(filled.html, { range: { from, to }, mark: filled.mark }).run();
  return filled;
}
