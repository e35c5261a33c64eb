import { Extension, type Editor, type Range } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { ImageUrls, InlineImages } from '../inline-images.ts';
import { shownTypes } from '../shown-pictures.ts';
import { cleanFilled, cleanPasted } from '../html/clean-pasted.ts';

export interface IncomingFilesOptions {
  readonly images: InlineImages | null;
  readonly urls: ImageUrls | null;
  /** Files that are no pictures. */
  readonly onFiles: (files: readonly File[]) => void;
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    incomingFiles: {
      /** Shows the pictures at the cursor (or at `position`) at once and stores them. */
      insertImages: (files: readonly File[], position?: number) => ReturnType;
      /**
       * A filled-in text at the cursor or in place of the range; pictures in it are stored. `mark`: it is that of a
       * response. A cursor that stands further on in the text stays where it is.
       */
      insertFilledHtml: (html: string, options?: { range?: Range; mark?: string }) => ReturnType;
      /** Hands files to the attachments, as if they had been dropped. */
      attachFiles: (files: readonly File[]) => ReturnType;
    };
  }
}

/** Paste and drop: pictures into the text, other files to the attachments, HTML cleaned. */
export const IncomingFiles = Extension.create<IncomingFilesOptions>({
  name: 'incomingFiles',

  addOptions() {
    return { images: null, urls: null, onFiles: () => undefined };
  },

  addCommands() {
    return {
      insertImages:
        (files, position) =>
        ({ commands, editor }) => {
          const { urls } = this.options;
          const nodes = files.map((file) => {
            const upload = crypto.randomUUID();
            urls?.put(upload, file);
            queueMicrotask(() => void store(editor, this.options, upload, file));
            return { type: 'image', attrs: { upload, alt: file.name.replace(/\.\w+$/u, '') } };
          });
          if (nodes.length === 0) return false;
          return position === undefined
            ? commands.insertContent(nodes)
            : commands.insertContentAt(position, nodes);
        },
      insertFilledHtml:
        (html, { range, mark } = {}) =>
        ({ commands, editor, state }) => {
          const clean = cleanFilled(html, mark ?? null);
          storeAll(editor, this.options, clean.images);
          return range === undefined
            ? commands.insertContent(clean.html)
            : commands.insertContentAt(range, clean.html, {
                updateSelection: state.selection.from === range.to,
              });
        },
      attachFiles: (files) => () => {
        this.options.onFiles(files);
        return true;
      },
    };
  },

  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        key: new PluginKey('incomingFiles'),
        props: {
          transformPastedHTML(html) {
            const clean = cleanPasted(html);
            storeAll(editor, options, clean.images);
            return clean.html;
          },
          handlePaste(_view, event) {
            const data = event.clipboardData;
            const files = [...(data?.files ?? [])];
            // Word and spreadsheets offer a picture of the text beside the text itself.
            if (files.length === 0 || (data?.getData('text/html') ?? '') !== '') return false;
            takeFiles(editor, options, files);
            return true;
          },
          handleDrop(view, event, _slice, isMove) {
            const files = [...(event.dataTransfer?.files ?? [])];
            if (isMove || files.length === 0) return false;
            event.preventDefault();
            const position = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
            takeFiles(editor, options, files, position);
            return true;
          },
        },
      }),
    ];
  },
});

function takeFiles(
  editor: Editor,
  options: IncomingFilesOptions,
  files: readonly File[],
  position?: number,
): void {
  const pictures = files.filter((file) => shownTypes.has(file.type));
  const others = files.filter((file) => !shownTypes.has(file.type));
  if (pictures.length > 0) editor.commands.insertImages(pictures, position);
  if (others.length > 0) options.onFiles(others);
}

function storeAll(editor: Editor, options: IncomingFilesOptions, images: ReadonlyMap<string, File>): void {
  for (const [key, file] of images) {
    options.urls?.put(key, file);
    // After the HTML that names the key is in the document.
    queueMicrotask(() => void store(editor, options, key, file));
  }
}

async function store(
  editor: Editor,
  { images, urls }: IncomingFilesOptions,
  key: string,
  file: File,
): Promise<void> {
  try {
    if (images === null) throw new Error('there is nowhere to keep pictures');
    const contentId = await images.upload(file);
    urls?.rename(key, contentId);
    if (!editor.isDestroyed) settle(editor, key, contentId);
  } catch {
    // Who keeps the pictures tells the person why this one could not be kept.
    if (!editor.isDestroyed) settle(editor, key, null);
  }
}

/** Gives the picture its content id, or takes it out; neither is a step of its own to undo. */
function settle(editor: Editor, key: string, contentId: string | null): void {
  const { tr } = editor.state;
  tr.doc.descendants((node, position) => {
    if (node.type.name !== 'image' || node.attrs['upload'] !== key) return;
    const at = tr.mapping.map(position);
    if (contentId === null) tr.delete(at, at + node.nodeSize);
    else tr.setNodeMarkup(at, null, { ...node.attrs, upload: null, contentId });
  });
  if (tr.docChanged) editor.view.dispatch(tr.setMeta('addToHistory', false));
}
