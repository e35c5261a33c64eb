import type { Editor, Range } from '@tiptap/core';
import type { EditorView } from '@tiptap/pm/view';

/**
 * Has the editor take the caret from the browser now. The browser tells of a caret that a key has moved in a task of
 * its own; on a busy machine more keys, or what was waited for, come first and would meet the caret of before.
 */
export function readCaret(view: EditorView): void {
  if (view.hasFocus() && !view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'));
}

interface Filled {
  readonly html: string;
  /** Of a response. */
  readonly mark?: string;
}

/**
 * Inserts a filled-in text at the place where the caret is when it is inserted, after a composition that is under
 * way. The focus is left where the person writes: in a field, in a dialog; otherwise the text gets it.
 */
export async function insertAtCaret(editor: Editor, filled: Filled): Promise<void> {
  await insertInstead(editor, filled, () => null);
}

/**
 * The same in place of the range that is found when it is inserted; null: at the caret; undefined: not at all.
 * @returns whether it was inserted
 */
export async function insertInstead(
  editor: Editor,
  { html, mark }: Filled,
  find: () => Range | null | undefined,
): Promise<boolean> {
  while (!editor.isDestroyed && editor.view.composing) await compositionEnd(editor.view);
  if (editor.isDestroyed) return false;
  readCaret(editor.view);
  const range = find();
  if (range === undefined) return false;
  editor.commands.insertFilledHtml(html, {
    ...(range === null ? {} : { range }),
    ...(mark === undefined ? {} : { mark }),
  });
  // At once: the command `focus` waits for a frame, and keys pressed until then would be lost.
  if (!isWritingElsewhere(editor.view.dom)) editor.view.focus();
  return true;
}

/** Resolves when the composed text is in the document. */
function compositionEnd(view: EditorView): Promise<void> {
  return new Promise((resolve) => {
    view.dom.addEventListener('compositionend', () => setTimeout(resolve, 0), { once: true });
  });
}

function isWritingElsewhere(text: HTMLElement): boolean {
  const active = document.activeElement;
  if (active === null || text.contains(active)) return false;
  return active.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;
}
