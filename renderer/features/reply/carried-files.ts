import type { StoreApi } from 'zustand/vanilla';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { Desktop } from '../../platform/desktop.ts';
import type { DraftFiles } from './draft-files.ts';
import type { ReplyState } from './reply-state.ts';

/** The files of the original go along with a forward, and stay behind when it becomes a reply again. */
export interface CarriedFiles {
  /** Attaches those that the draft does not have yet. */
  readonly carry: (message: Message) => Promise<void>;
  readonly drop: () => Promise<void>;
}

export function createCarriedFiles(
  desktop: Desktop,
  store: StoreApi<ReplyState>,
  files: Pick<DraftFiles, 'attach' | 'detach'>,
): CarriedFiles {
  let carried: readonly AttachmentId[] = [];
  return {
    async carry(message) {
      const { attachments } = store.getState();
      const missing = message.attachments.filter(
        (file) =>
          !file.inline && !attachments.some(({ name, size }) => name === file.name && size === file.size),
      );
      const originals = await Promise.all(
        missing.map(async ({ id, name, type }) => {
          const bytes = await desktop.call('mails.attachment', { mail: message.id, attachment: id });
          return new File([bytes.slice()], name, { type });
        }),
      );
      const attached = await files.attach(originals);
      carried = [...carried, ...attached.map(({ id }) => id)];
    },
    async drop() {
      const dropped = carried;
      carried = [];
      for (const id of dropped) await files.detach(id);
    },
  };
}
