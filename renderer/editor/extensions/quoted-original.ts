import { mergeAttributes, Node } from '@tiptap/core';
import type { ImageUrls } from '../inline-images.ts';
import { sanitise, sanitiseToHtml } from '../html/sanitise.ts';
import { createQuoteView, type QuoteLabels } from '../quote-view.ts';

export interface QuotedOriginalOptions {
  readonly urls: ImageUrls | null;
  readonly labels: QuoteLabels;
}

/**
 * The mail that is answered, below the reply: one block that keeps the original's HTML as it came (sanitised), because
 * the schema of the editor would flatten its tables and styles. It is folded away until asked for.
 */
export const QuotedOriginal = Node.create<QuotedOriginalOptions>({
  name: 'quotedOriginal',
  group: 'block',
  atom: true,
  isolating: true,
  selectable: true,
  priority: 200,

  addOptions() {
    return { urls: null, labels: { show: 'Show', hide: 'Hide', quoted: 'Quoted', edit: 'Edit' } };
  },

  addAttributes() {
    return {
      html: {
        default: '',
        parseHTML: (element) => sanitiseToHtml(element.innerHTML, 'quoted'),
        rendered: false,
      },
    };
  },

  parseHTML() {
    // The reply's own mark, and what the common mail programs write.
    return ['[data-postroom-quote]', 'blockquote[type="cite"]', 'div.gmail_quote'].map((tag) => ({
      tag,
      priority: 100,
    }));
  },

  renderHTML({ node, HTMLAttributes }) {
    const inert = document.implementation.createHTMLDocument('');
    const quote = inert.createElement('blockquote');
    const attributes = mergeAttributes(HTMLAttributes, { type: 'cite', 'data-postroom-quote': '' });
    for (const [name, value] of Object.entries(attributes)) quote.setAttribute(name, String(value));
    quote.append(sanitise(String(node.attrs['html']), 'quoted'));
    return quote;
  },

  renderText() {
    return '';
  },

  addNodeView() {
    const { urls, labels } = this.options;
    return ({ node, editor, getPos }) =>
      createQuoteView(String(node.attrs['html']), labels, urls, () => {
        const position = getPos();
        if (position === undefined) return;
        const range = { from: position, to: position + node.nodeSize };
        const html = `<blockquote>${String(node.attrs['html'])}</blockquote>`;
        editor.chain().focus().insertContentAt(range, html).run();
      });
  },
});
