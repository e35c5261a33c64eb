import type { ReadAttachment } from './mail-content.ts';
import { extensionOf } from './attachment-name.ts';

/** A file's name as people see it: what the sender called it, else its place and kind. */
export function shownFileName({ name, type }: ReadAttachment, position: number): string {
  return name ?? `attachment-${position + 1}.${extensionOf(type)}`;
}

/**
 * What the reading of a mail itself finds: `_AttachmentFileNames`, the names of its files separated by `|`, which no
 * cleaned name holds (G7). Without pictures that the text shows; the key is absent where there are no files.
 */
export function attachedDataOf(attachments: readonly ReadAttachment[]): Readonly<Record<string, string>> {
  const names = attachments.flatMap((attachment, position) =>
    attachment.inline ? [] : shownFileName(attachment, position),
  );
  return names.length === 0 ? {} : { _AttachmentFileNames: names.join('|') };
}
