import { Editor } from '@tiptap/core';
import { onTestFinished } from 'vitest';
import { mailExtensions } from '../extensions.ts';
import { createImageUrls, type InlineImages } from '../inline-images.ts';

export interface BareEditor {
  readonly editor: Editor;
  readonly uploaded: File[];
  readonly attached: File[];
}

/** The mail editor on the page without the reply around it; pictures are kept in memory. */
export function createBareEditor(html: string, images: Partial<InlineImages> = {}): BareEditor {
  const place = document.createElement('div');
  document.body.append(place);
  const uploaded: File[] = [];
  const attached: File[] = [];
  const kept: InlineImages = {
    upload(file) {
      uploaded.push(file);
      return Promise.resolve(`picture-${uploaded.length}@postroom`);
    },
    read: () => Promise.resolve(new Blob(['x'])),
    ...images,
  };
  const editor = new Editor({
    element: place,
    content: html,
    injectCSS: false,
    extensions: mailExtensions({
      placeholder: '',
      images: kept,
      urls: createImageUrls(kept),
      onFiles: (files) => attached.push(...files),
      quoteLabels: { show: 'Show', hide: 'Hide', quoted: 'Quoted', edit: 'Edit' },
    }),
  });
  onTestFinished(() => {
    editor.destroy();
    place.remove();
  });
  return { editor, uploaded, attached };
}

/** Pastes as a person does: through the clipboard event. */
export function paste(editor: Editor, data: { html?: string; text?: string; files?: readonly File[] }): void {
  const transfer = new DataTransfer();
  if (data.html !== undefined) transfer.setData('text/html', data.html);
  if (data.text !== undefined) transfer.setData('text/plain', data.text);
  for (const file of data.files ?? []) transfer.items.add(file);
  editor.view.dom.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
  );
}
