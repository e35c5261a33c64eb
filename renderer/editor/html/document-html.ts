import { DOMSerializer, type Node as DocumentNode } from '@tiptap/pm/model';
import type { Editor } from '@tiptap/core';

/**
 * The draft's HTML as it is kept and sent: pictures by `cid:`, the quoted original as it came. Pictures still being
 * uploaded are left out.
 */
export function readHtml(document: DocumentNode): string {
  const inert = window.document.implementation.createHTMLDocument('');
  const holder = inert.createElement('div');
  const serializer = DOMSerializer.fromSchema(document.type.schema);
  serializer.serializeFragment(document.content, { document: inert }, holder);
  for (const pending of holder.querySelectorAll('img[data-upload]')) pending.remove();
  return holder.innerHTML;
}

/** Puts a draft's HTML into the editor; the change cannot be undone and is not reported as typing. */
export function writeHtml(editor: Editor, html: string): void {
  editor.chain().setMeta('addToHistory', false).setContent(html, { emitUpdate: false }).run();
}
