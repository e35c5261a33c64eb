import type { StoreApi } from 'zustand/vanilla';
import type { Draft, DraftAttachment } from '../../../contract/domain/draft.ts';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import type { InlineImages } from '../../editor/inline-images.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { toFailure } from './failures.ts';
import type { ReplyState } from './reply-state.ts';

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

  async function upload(file: File, isInline: boolean): Promise<DraftAttachment | null> {
    const key = crypto.randomUUID();
    const entry = { key, name: file.name, size: file.size, failure: null };
    set((state) => ({ uploads: [...state.uploads, entry] }));
    try {
      const attachment = await desktop.call('drafts.attach', {
        id: requireDraft().id,
        name: file.name === '' ? 'file' : file.name.slice(-255),
        type: file.type === '' ? 'application/octet-stream' : file.type,
        inline: isInline ? 'true' : 'false',
        bytes: new Uint8Array(await file.arrayBuffer()),
      });
      set((state) => ({
        attachments: [...state.attachments, attachment],
        uploads: state.uploads.filter((each) => each.key !== key),
      }));
      return attachment;
    } catch (error) {
      const failure = toFailure(error);
      set((state) => ({
        uploads: state.uploads.map((each) => (each.key === key ? { ...each, failure } : each)),
      }));
      return null;
    }
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
      const attached = await Promise.all(files.map((file) => tracked(upload(file, false))));
      return attached.filter((each) => each !== null);
    },
    async attachKept(kept, attaching) {
      const key = crypto.randomUUID();
      const name = kept.map((file) => file.name).join(', ');
      const size = kept.reduce((sum, file) => sum + file.size, 0);
      set((state) => ({ uploads: [...state.uploads, { key, name, size, failure: null }] }));
      try {
        const attached = await tracked(attaching());
        set(({ attachments, uploads }) => ({
          attachments: [
            ...attachments,
            ...attached.filter(({ id }) => !attachments.some((each) => each.id === id)),
          ],
          uploads: uploads.filter((each) => each.key !== key),
        }));
      } catch (error) {
        const failure = toFailure(error);
        set((state) => ({
          uploads: state.uploads.map((each) => (each.key === key ? { ...each, failure } : each)),
        }));
      }
    },
    async detach(id) {
      try {
        await desktop.call('drafts.detach', { id: requireDraft().id, attachment: id });
        set((state) => ({ attachments: state.attachments.filter((each) => each.id !== id) }));
      } catch (error) {
        set({ failure: toFailure(error) });
      }
    },
    dismissUpload(key) {
      set((state) => ({ uploads: state.uploads.filter((each) => each.key !== key) }));
    },
    images: {
      async upload(file) {
        const attachment = await tracked(upload(file, true));
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
