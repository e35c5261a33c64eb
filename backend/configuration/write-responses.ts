import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { storeBlob } from '../archive/store-blob.ts';
import type { CompleteResponses } from './complete-configuration.ts';
import { settleResponses, type SettledResponses } from './settled-tenant.ts';
import type { Stored } from './stored-tenant.ts';
import type { ThingWriter, WriteContext } from './write-context.ts';

/** What a new response file with errors begins as: a file without responses. */
const emptyResponses = { source: '<responses version="1" defaultCulture="en-US"/>', attachments: {} };

/** What to store of a wanted response file: of one with errors the last good content, with the problem beside it. */
export function keepLastGood(
  responses: CompleteResponses,
  stored: Stored<SettledResponses> | undefined,
): SettledResponses {
  const wanted = settleResponses(responses);
  if (wanted.problem === null) return wanted;
  const { source, attachments } = stored?.fields ?? emptyResponses;
  return { ...wanted, source, attachments };
}

export const readColumns = (responses: CompleteResponses | undefined) => ({
  read_sha256: responses?.read?.sha256 ?? null,
  read_modified_at: responses?.read?.modifiedAt ?? null,
});

const columns = ({ file, source, problem }: SettledResponses, wanted: CompleteResponses | undefined) => ({
  path: file,
  source,
  sha256: createHash('sha256').update(source).digest('hex'),
  problem,
  ...readColumns(wanted),
  removed_at: null,
});

/** @param wanted the response files as they were read, by their keys */
export function responseFileWriter(
  { tx, tenantId }: WriteContext,
  wanted: ReadonlyMap<string, CompleteResponses>,
): ThingWriter<SettledResponses> {
  /** Files of the last good content are there already, and stay where they are named still. */
  async function attach(id: string, key: string, { attachments }: SettledResponses): Promise<void> {
    await sql`
      delete from response_attachment
      where response_file_id = ${id} and href <> all (${Object.keys(attachments)}::text[])`.execute(tx.sql);
    for (const { href, name, type, sha256, bytes } of wanted.get(key)?.attached ?? []) {
      if (attachments[href] !== sha256) continue;
      await storeBlob(tx, bytes);
      await sql`
        insert into response_attachment (response_file_id, href, name, type, size, sha256)
        values (${id}, ${href}, ${name}, ${type}, ${bytes.length}, ${sha256})
        on conflict (response_file_id, href) do update
          set name = excluded.name, type = excluded.type, size = excluded.size, sha256 = excluded.sha256`.execute(
        tx.sql,
      );
    }
  }

  return {
    kind: 'response file',
    table: 'response_file',
    create: async (key, fields) => {
      const { id } = await tx.sql
        .insertInto('response_file')
        .values({ tenant_id: tenantId, key, ...columns(fields, wanted.get(key)) })
        .returning('id')
        .executeTakeFirstOrThrow();
      await attach(id, key, fields);
      return id;
    },
    change: async (id, key, fields) => {
      await tx.sql
        .updateTable('response_file')
        .set(columns(fields, wanted.get(key)))
        .where('id', '=', id)
        .execute();
      await attach(id, key, fields);
    },
    setAside: async (id) => {
      await tx.sql
        .updateTable('response_file')
        .set({ removed_at: new Date() })
        .where('id', '=', id)
        .execute();
    },
  };
}
