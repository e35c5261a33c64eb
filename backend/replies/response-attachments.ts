import { type Kysely, sql } from 'kysely';
import type { ResponseFileId } from '../db/configured-tables.ts';
import type { Schema } from '../db/schema.ts';
import type { CarriedFile } from './insert-draft.ts';

/** The kept files that a response names, in its order. */
export async function readResponseAttachments(
  db: Kysely<Schema>,
  fileId: ResponseFileId,
  hrefs: readonly string[],
): Promise<readonly CarriedFile[]> {
  if (hrefs.length === 0) return [];
  const { rows } = await sql<Omit<CarriedFile, 'contentId'>>`
    select name, type, size, sha256 from response_attachment
    where response_file_id = ${fileId} and href = any (${[...hrefs]}::text[])
    order by array_position(${[...hrefs]}::text[], href)`.execute(db);
  return rows.map((row) => ({ ...row, contentId: null }));
}
