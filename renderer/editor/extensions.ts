import type { Extensions } from '@tiptap/core';
import { TableKit } from '@tiptap/extension-table';
import { TextAlign } from '@tiptap/extension-text-align';
import { Color, FontSize, TextStyle } from '@tiptap/extension-text-style';
import { Placeholder } from '@tiptap/extensions';
import { StarterKit } from '@tiptap/starter-kit';
import { IdentifierMarks } from './extensions/identifier-marks.ts';
import { IncomingFiles, type IncomingFilesOptions } from './extensions/incoming-files.ts';
import { InlineImage } from './extensions/inline-image.ts';
import { InsertedResponse } from './extensions/inserted-response.ts';
import { ListKeys } from './extensions/list-keys.ts';
import { QuotedOriginal, type QuotedOriginalOptions } from './extensions/quoted-original.ts';
import { ReservedKeys } from './extensions/reserved-keys.ts';
import { Signature } from './extensions/signature.ts';
import { TextDirection } from './extensions/text-direction.ts';
import { TrueCaret } from './extensions/true-caret.ts';
import { isMailLink } from './link-address.ts';

export interface MailExtensionOptions extends IncomingFilesOptions {
  readonly placeholder: string;
  readonly quoteLabels: QuotedOriginalOptions['labels'];
}

/** The schema of a mail and what the editor can do with it. */
export function mailExtensions({ placeholder, quoteLabels, ...files }: MailExtensionOptions): Extensions {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      // It would change the document by opening it.
      trailingNode: false,
      dropcursor: { class: 'drop-cursor', width: 2 },
      link: {
        openOnClick: false,
        defaultProtocol: 'https',
        isAllowedUri: (url, { defaultValidate }) => defaultValidate(url) && isMailLink(url),
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    TextStyle,
    Color,
    FontSize,
    // Without its keys: Ctrl+Shift+R inserts a response and Ctrl+Shift+L switches the theme.
    TextAlign.extend({ addKeyboardShortcuts: () => ({}) }).configure({ types: ['heading', 'paragraph'] }),
    TableKit.configure({ table: { resizable: false, HTMLAttributes: { class: null } } }),
    Placeholder.configure({ placeholder }),
    InlineImage.configure({ urls: files.urls }),
    QuotedOriginal.configure({ urls: files.urls, labels: quoteLabels }),
    Signature,
    InsertedResponse,
    TextDirection,
    TrueCaret,
    ReservedKeys,
    ListKeys,
    IdentifierMarks,
    IncomingFiles.configure(files),
  ];
}
