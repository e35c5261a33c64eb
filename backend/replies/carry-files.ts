import { type Kysely, sql } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { makeContentId, mediaType, shownTypes } from './attachments.ts';
import type { CarriedFile } from './insert-draft.ts';

/** The files of the original that an answer or a forward takes along. */
export interface CarriedFiles {
  /** The `cid:` that a quoted picture gets in the draft; null for one that the original has not, or that is no image. */
  readonly nameImage: (contentId: string) => string | null;
  /** After quoting: the pictures that were named, and for a forward the other files. */
  readonly carried: (kind: 'reply' | 'reply-all' | 'forward') => readonly CarriedFile[];
}

/** Files keep their bytes: a draft refers to the same blobs. */
export async function carryFiles(db: Kysely<Schema>, mailId: MailId): Promise<CarriedFiles> {
  const { rows } = await sql<Omit<CarriedFile, 'contentId'> & { content_id: string | null }>`
    select name, type, size, sha256, content_id from attachment
    where mail_id = ${mailId} order by position`.execute(db);
  const files = rows.map(({ content_id: originalId, ...file }) => ({
    ...file,
    type: mediaType(file.type),
    originalId,
  }));
  const named = new Map<(typeof files)[number], string>();
  return {
    nameImage(contentId) {
      const image = files.find((file) => file.originalId === contentId && shownTypes.has(file.type));
      if (!image) return null;
      const name = named.get(image) ?? makeContentId();
      named.set(image, name);
      return name;
    },
    carried: (kind) =>
      files.flatMap((file) => {
        const contentId = named.get(file) ?? null;
        if (contentId === null && kind !== 'forward') return [];
        const { name, type, size, sha256 } = file;
        return [{ name, type, size, sha256, contentId }];
      }),
  };
}
