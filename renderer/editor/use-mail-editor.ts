import type { Extensions } from '@tiptap/core';
import { useEditor, type Editor } from '@tiptap/react';
import { useEffect, useState } from 'react';
import { useStrings } from '../strings/strings.ts';
import { mailExtensions } from './extensions.ts';
import { createImageUrls, type InlineImages } from './inline-images.ts';
import { editorStrings } from './strings.ts';

export interface MailEditorOptions {
  /** The document to start with, as `readHtml` gives it. */
  readonly html: string;
  readonly images: InlineImages;
  /** More abilities, such as spelling. */
  readonly extensions: Extensions;
  /** After each change by the person. */
  readonly onChange: () => void;
  readonly onBlur: () => void;
  /** Files that were pasted or dropped and are no pictures. */
  readonly onFiles: (files: readonly File[]) => void;
}

/** The editor of one draft. The options are read when it is made; later ones change nothing. */
export function useMailEditor(options: MailEditorOptions): Editor {
  const strings = useStrings(editorStrings);
  const [urls] = useState(() => createImageUrls(options.images));
  const editor = useEditor({
    content: options.html,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    extensions: [
      ...mailExtensions({
        placeholder: strings.placeholder,
        images: options.images,
        urls,
        onFiles: options.onFiles,
        quoteLabels: {
          show: strings.quoteShow,
          hide: strings.quoteHide,
          quoted: strings.quoted,
          edit: strings.quoteEdit,
        },
      }),
      ...options.extensions,
    ],
    editorProps: {
      attributes: {
        'aria-label': strings.message,
        role: 'textbox',
        'aria-multiline': 'true',
        // The words are checked against the server's dictionaries; two underlines would contradict each other.
        spellcheck: 'false',
        class: 'mail-document',
      },
    },
    onUpdate: options.onChange,
    onBlur: options.onBlur,
  });

  useEffect(
    () => () => {
      // Not when the editor is only mounted again.
      queueMicrotask(() => {
        if (editor.isDestroyed) urls.dispose();
      });
    },
    [editor, urls],
  );

  return editor;
}
