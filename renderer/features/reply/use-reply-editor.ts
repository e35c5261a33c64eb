import type { Editor } from '@tiptap/core';
import { useCallback, useEffect, useState } from 'react';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { FilledResponse, ResponseEntry } from '../../../contract/domain/response.ts';
import { readHtml, writeHtml } from '../../editor/html/document-html.ts';
import { useMailEditor } from '../../editor/use-mail-editor.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { useSpelling, type SpellingTools } from '../../spelling/use-spelling.ts';
import { createShortcutExpansion } from './shortcut-expansion.ts';
import type { ReplyStore } from './reply-actions.ts';
import type { TextsStore } from './texts-store.ts';
import { useTexts } from './use-texts.ts';

export interface ReplyEditor {
  readonly editor: Editor;
  readonly spelling: SpellingTools;
  readonly texts: TextsStore;
  /** To call with a response that was inserted: its files and its subject follow. */
  readonly onInserted: (entry: ResponseEntry, filled: FilledResponse) => void;
}

/** The editor of a reply with everything that works on its text. */
export function useReplyEditor(
  store: ReplyStore,
  desktop: Desktop,
  draft: Draft,
  culture: string,
): ReplyEditor {
  const { actions } = store;
  const spelling = useSpelling(desktop, culture);
  const texts = useTexts(desktop, draft, culture);
  const onInserted = useCallback(
    (entry: ResponseEntry, filled: FilledResponse) => {
      void actions.takeResponse(filled, () => texts.attachFiles(entry));
    },
    [actions, texts],
  );
  const [expansion] = useState(() => createShortcutExpansion(texts, onInserted, actions.report));
  const editor = useMailEditor({
    html: actions.startHtml(),
    images: actions.images,
    extensions: [...spelling.extensions, expansion],
    onChange: actions.documentChanged,
    onBlur: () => void actions.keepNow(),
    onFiles: (files) => void actions.attach(files),
  });

  useEffect(
    () =>
      actions.connectDocument({
        read: () => readHtml(editor.state.doc),
        write: (html) => {
          writeHtml(editor, html);
        },
      }),
    [actions, editor],
  );

  return { editor, spelling, texts, onInserted };
}
