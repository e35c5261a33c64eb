import { Extension, type Editor, type Range } from '@tiptap/core';
import type { Transaction } from '@tiptap/pm/state';
import type { FilledResponse, ResponseCategory, ResponseEntry } from '../../../contract/domain/response.ts';
import { insertInstead } from '../../editor/caret.ts';
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
  const { responses, state } = texts.getState();
  if (!selection.empty || (responses === null && state !== 'loading')) return false;
  const { parent, parentOffset } = selection.$from;
  const before = parent.textBetween(0, parentOffset, undefined, '\uFFFC');
  const shortcut = /(?:^|[\s\uFFFC(]);([\p{L}\p{N}_-]{1,40})$/u.exec(before)?.[1];
  if (shortcut === undefined) return false;
  // Where the responses are still being read, Tab waits for them too.
  if (responses !== null && findByShortcut(responses, shortcut) === null) return false;
  const typed = follow(editor, `;${shortcut}`);
  const insert = async () => {
    try {
      const root = await whenRead(texts);
      const entry = root && findByShortcut(root, shortcut);
      if (!entry) return;
      const filled = await texts.fillResponse(entry);
      if (await insertInstead(editor, filled, typed.find)) onInserted(entry, filled);
    } catch (error) {
      onFailed(error);
    } finally {
      typed.stop();
    }
  };
  void insert();
  return true;
}

/** The responses once they are read; null: there are none. */
function whenRead(texts: TextsStore): Promise<ResponseCategory | null> {
  const { state, responses } = texts.getState();
  if (state !== 'loading') return Promise.resolve(responses);
  return new Promise((resolve) => {
    const stop = texts.subscribe((next) => {
      if (next.state === 'loading') return;
      stop();
      resolve(next.responses);
    });
  });
}

/**
 * Follows what was typed before the caret through all changes. It is found as long as it is there unchanged and the
 * caret has not left its paragraph: who writes on gets the response, who goes elsewhere does not.
 */
function follow(editor: Editor, typed: string): { find: () => Range | undefined; stop: () => void } {
  let to = editor.state.selection.from;
  let from = to - typed.length;
  const map = ({ transaction }: { transaction: Transaction }) => {
    from = transaction.mapping.map(from, 1);
    to = transaction.mapping.map(to, -1);
  };
  editor.on('transaction', map);
  return {
    find() {
      const { doc, selection } = editor.state;
      if (from >= to || doc.textBetween(from, to, undefined, '\uFFFC') !== typed) return undefined;
      const isNear = selection.from >= to && selection.$from.sameParent(doc.resolve(to));
      return isNear ? { from, to } : undefined;
    },
    stop() {
      editor.off('transaction', map);
    },
  };
}
