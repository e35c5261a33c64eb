import { createHash } from 'node:crypto';
import type { TemplateId } from '../../contract/domain/ids.ts';
import { responseProblem } from './inline-files.ts';
import type { SettledServer, SettledTemplate } from './settled-tenant.ts';
import type { Stored, StoredResponses } from './stored-tenant.ts';
import type { ThingWriter, WriteContext } from './write-context.ts';

const serverColumns = ({ incoming, outgoing }: SettledServer) => ({
  incoming: incoming && JSON.stringify(incoming),
  outgoing: outgoing && JSON.stringify(outgoing),
  removed_at: null,
});

export function mailServerWriter({ tx, tenantId }: WriteContext): ThingWriter<SettledServer> {
  return {
    kind: 'mail server',
    table: 'mail_server',
    create: async (key, fields) => {
      const { id } = await tx.sql
        .insertInto('mail_server')
        .values({ tenant_id: tenantId, key, ...serverColumns(fields) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      await tx.sql.updateTable('mail_server').set(serverColumns(fields)).where('id', '=', id).execute();
    },
    setAside: async (id) => {
      await tx.sql.updateTable('mail_server').set({ removed_at: new Date() }).where('id', '=', id).execute();
    },
  };
}

export function templateWriter({ tx, tenantId }: WriteContext): ThingWriter<SettledTemplate> {
  return {
    kind: 'template',
    table: 'template',
    create: async (name, fields) => {
      const { id } = await tx.sql
        .insertInto('template')
        .values({ tenant_id: tenantId, name, ...fields })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      await tx.sql
        .updateTable('template')
        .set({ ...fields, removed_at: null })
        .where('id', '=', id as TemplateId)
        .execute();
    },
    setAside: async (id) => {
      await tx.sql
        .updateTable('template')
        .set({ removed_at: new Date() })
        .where('id', '=', id as TemplateId)
        .execute();
    },
  };
}

/** What a new response file with errors begins as: a file without responses. */
const emptyResponses = '<responses version="1" defaultCulture="en-US"/>';

/**
 * What to store of the wanted response files: of one with errors the last good source, with the problem beside it.
 */
export function settleResponses(
  wanted: ReadonlyMap<string, { readonly source: string }>,
  stored: readonly Stored<StoredResponses>[],
): ReadonlyMap<string, StoredResponses> {
  return new Map(
    [...wanted].map(([key, { source }]): [string, StoredResponses] => {
      const problem = responseProblem(source, key);
      if (problem === null) return [key, { source, problem }];
      const last = stored.find((file) => file.name === key)?.fields.source;
      return [key, { source: last ?? emptyResponses, problem }];
    }),
  );
}

const responseColumns = ({ source, problem }: StoredResponses) => ({
  source,
  sha256: createHash('sha256').update(source).digest('hex'),
  problem,
  removed_at: null,
});

export function responseFileWriter({ tx, tenantId }: WriteContext): ThingWriter<StoredResponses> {
  return {
    kind: 'response file',
    table: 'response_file',
    create: async (key, fields) => {
      const { id } = await tx.sql
        .insertInto('response_file')
        .values({ tenant_id: tenantId, key, ...responseColumns(fields) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      await tx.sql.updateTable('response_file').set(responseColumns(fields)).where('id', '=', id).execute();
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
