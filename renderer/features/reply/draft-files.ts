import type { StoreApi } from 'zustand/vanilla';
import type { Draft, DraftAttachment } from '../../../contract/domain/draft.ts';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import type { InlineImages } from '../../editor/inline-images.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { toFailure } from './failures.ts';
import type { ReplyState, Upload } from './reply-state.ts';

/** The files of the open draft: attached ones, and pictures in its text. */
export interface DraftFiles {
  /** Each file is shown while it is under way, and when it failed. Answers the ones that arrived. */
  readonly attach: (files: readonly File[]) => Promise<readonly DraftAttachment[]>;
  /** Shows files as under way that the server attaches itself, until it has; or why it has not. */
  readonly attachKept: (
    files: readonly { readonly name: string; readonly size: number }[],
    attaching: () => Promise<readonly DraftAttachment[]>,
  ) => Promise<void>;
  readonly detach: (id: AttachmentId) => Promise<void>;
  /** Bytes that have left so far. */
  readonly applyProgress: (key: string, sent: number) => void;
  /** Nothing is attached then, unless it is through already. */
  readonly cancelUpload: (key: string) => Promise<void>;
  /** Tries a failed one again. */
  readonly retryUpload: (key: string) => void;
  readonly dismissUpload: (key: string) => void;
  readonly images: InlineImages;
  /** Resolves when no upload is under way. */
  readonly settled: () => Promise<void>;
}

export function createDraftFiles(
  desktop: Desktop,
  store: StoreApi<ReplyState>,
  requireDraft: () => Draft,
): DraftFiles {
  const underWay = new Set<Promise<unknown>>();
  const set = store.setState;

  // What to do for a failed one when the person wants it tried again.
  const retries = new Map<string, () => Promise<unknown>>();

  /** Shows the work on files as under way, until they are attached, were cancelled, or have failed. */
  async function show(
    entry: Pick<Upload, 'name' | 'size' | 'sent' | 'canRetry'>,
    work: (key: string) => Promise<readonly DraftAttachment[]>,
  ): Promise<readonly DraftAttachment[]> {
    const key = crypto.randomUUID();
    set((state) => ({ uploads: [...state.uploads, { ...entry, key, failure: null }] }));
    try {
      const attached = await tracked(work(key));
      set(({ attachments }) => ({
        attachments: [
          ...attachments,
          ...attached.filter(({ id }) => !attachments.some((each) => each.id === id)),
        ],
      }));
      remove(key);
      return attached;
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'cancelled') {
        remove(key);
      } else {
        retries.set(key, () => show(entry, work));
        change(key, { failure });
      }
      return [];
    }
  }

  function upload(file: File, isInline: boolean): Promise<readonly DraftAttachment[]> {
    const entry = { name: file.name, size: file.size, sent: 0, canRetry: !isInline };
    return show(entry, async (key) => [
      await desktop.call('drafts.attach', {
        id: requireDraft().id,
        name: file.name === '' ? 'file' : file.name.slice(-255),
        type: file.type === '' ? 'application/octet-stream' : file.type,
        inline: isInline ? 'true' : 'false',
        bytes: new Uint8Array(await file.arrayBuffer()),
        upload: key,
      }),
    ]);
  }

  function change(key: string, changes: Partial<Upload>): void {
    set((state) => ({
      uploads: state.uploads.map((each) => (each.key === key ? { ...each, ...changes } : each)),
    }));
  }

  function remove(key: string): void {
    retries.delete(key);
    set((state) => ({ uploads: state.uploads.filter((each) => each.key !== key) }));
  }

  async function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  return {
    async attach(files) {
      const attached = await Promise.all(files.map((file) => upload(file, false)));
      return attached.flat();
    },
    async attachKept(kept, attaching) {
      const name = kept.map((file) => file.name).join(', ');
      const size = kept.reduce((sum, file) => sum + file.size, 0);
      await show({ name, size, sent: null, canRetry: true }, attaching);
    },
    applyProgress(key, sent) {
      change(key, { sent });
    },
    async cancelUpload(key) {
      try {
        await desktop.call('drafts.cancelAttach', { upload: key });
      } catch (error) {
        set({ failure: toFailure(error) });
      }
    },
    retryUpload(key) {
      const again = retries.get(key);
      remove(key);
      void again?.();
    },
    async detach(id) {
      try {
        await desktop.call('drafts.detach', { id: requireDraft().id, attachment: id });
        set((state) => ({ attachments: state.attachments.filter((each) => each.id !== id) }));
      } catch (error) {
        set({ failure: toFailure(error) });
      }
    },
    dismissUpload: remove,
    images: {
      async upload(file) {
        const [attachment] = await upload(file, true);
        if (attachment?.contentId == null) throw new Error('the picture was not stored');
        return attachment.contentId;
      },
      async read(contentId) {
        const attachment = store.getState().attachments.find((each) => each.contentId === contentId);
        if (attachment === undefined) return null;
        const bytes = await desktop.call('drafts.attachment', {
          id: requireDraft().id,
          attachment: attachment.id,
        });
        return new Blob([bytes.slice()], { type: attachment.type });
      },
    },
    async settled() {
      await Promise.allSettled(underWay);
    },
  };
}
