import type { TemplateId } from '../../contract/domain/ids.ts';
import { jsonText } from '../db/json-text.ts';
import type { SettledServer, SettledTemplate } from './settled-tenant.ts';
import type { ThingWriter, WriteContext } from './write-context.ts';

const serverColumns = ({ incoming, outgoing }: SettledServer) => ({
  incoming: incoming && jsonText(incoming),
  outgoing: outgoing && jsonText(outgoing),
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
    create: async (_label, fields) => {
      const { id } = await tx.sql
        .insertInto('template')
        .values({ tenant_id: tenantId, ...fields })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _label, fields) => {
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
