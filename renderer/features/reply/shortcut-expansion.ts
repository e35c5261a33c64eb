import { Extension, type Editor } from '@tiptap/core';
import { findByShortcut } from './response-tree.ts';
import type { TextsStore } from './texts-store.ts';

/** `;late` and Tab becomes the response with the shortcut `late`. */
export function createShortcutExpansion(texts: TextsStore, onFailed: (error: unknown) => void): Extension {
  return Extension.create({
    name: 'responseShortcuts',
    // Before Tab means anything in a list or a table.
    priority: 300,

    addKeyboardShortcuts() {
      return { Tab: () => expand(this.editor, texts, onFailed) };
    },
  });
}

function expand(editor: Editor, texts: TextsStore, onFailed: (error: unknown) => void): boolean {
  const { selection } = editor.state;
  const { responses } = texts.getState();
  if (!selection.empty || responses === null) return false;
  const { parent, parentOffset } = selection.$from;
  const before = parent.textBetween(0, parentOffset, undefined, '\uFFFC');
  const shortcut = /(?:^|[\s\uFFFC(]);([\p{L}\p{N}_-]{1,40})$/u.exec(before)?.[1];
  const entry = shortcut === undefined ? null : findByShortcut(responses, shortcut);
  if (shortcut === undefined || entry === null) return false;
  void replace(editor, `;${shortcut}`, texts.fillResponse(entry), onFailed);
  return true;
}

async function replace(
  editor: Editor,
  typed: string,
  filling: ReturnType<TextsStore['fillResponse']>,
  onFailed: (error: unknown) => void,
): Promise<void> {
  try {
    const { html } = await filling;
    const to = editor.state.selection.from;
    const from = to - typed.length;
    // Only where the cursor still stands behind what was typed.
    const isThere = from > 0 && editor.state.doc.textBetween(from, to, undefined, '\uFFFC') === typed;
    if (isThere) editor.chain().focus().insertFilledHtml(html, { from, to }).run();
  } catch (error) {
    onFailed(error);
  }
}
