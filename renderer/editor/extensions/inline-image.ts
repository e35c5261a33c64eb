import { Node, type NodeViewRendererProps } from '@tiptap/core';
import { readContentId, writeContentId } from '../html/content-id.ts';
import type { ImageUrls } from '../inline-images.ts';

export interface InlineImageOptions {
  readonly urls: ImageUrls | null;
}

/**
 * A picture in the text. The document knows it by its content id only: the HTML says `<img src="cid:…">`, the screen
 * shows the bytes. While it is uploaded it has an upload key instead.
 */
export const InlineImage = Node.create<InlineImageOptions>({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,

  addOptions() {
    return { urls: null };
  },

  addAttributes() {
    return {
      contentId: {
        default: null,
        parseHTML: (element) => readContentId(element.getAttribute('src') ?? ''),
        renderHTML: ({ contentId }) =>
          typeof contentId === 'string' ? { src: writeContentId(contentId) } : {},
      },
      upload: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-upload'),
        renderHTML: ({ upload }) => (typeof upload === 'string' ? { 'data-upload': upload } : {}),
      },
      alt: { default: '' },
      width: { default: null },
    };
  },

  parseHTML() {
    return [{ tag: 'img[src^="cid:"]' }, { tag: 'img[data-upload]' }];
  },

  renderHTML({ HTMLAttributes }) {
    return ['img', HTMLAttributes];
  },

  addNodeView() {
    const { urls } = this.options;
    return (properties) => createImageView(properties, urls);
  },
});

function createImageView({ node }: NodeViewRendererProps, urls: ImageUrls | null) {
  const image = document.createElement('img');
  image.className = 'inline-image';
  let shown = node;

  function draw(): void {
    const { contentId, upload, alt, width } = shown.attrs as Record<string, unknown>;
    image.alt = typeof alt === 'string' ? alt : '';
    if (typeof width === 'string' || typeof width === 'number') image.setAttribute('width', String(width));
    else image.removeAttribute('width');
    image.toggleAttribute('data-uploading', typeof upload === 'string');
    if (typeof upload === 'string') {
      image.src = urls?.get(upload) ?? '';
    } else if (typeof contentId === 'string') {
      void show(contentId);
    }
  }
  draw();

  async function show(contentId: string): Promise<void> {
    const url = await urls?.show(contentId);
    image.toggleAttribute('data-missing', url == null);
    if (url != null) image.src = url;
  }

  return {
    dom: image,
    update(next: typeof node) {
      if (next.type !== shown.type) return false;
      shown = next;
      draw();
      return true;
    },
    ignoreMutation: () => true,
  };
}
