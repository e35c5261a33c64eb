import type { Kysely } from 'kysely';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import type {
  SettledAccess,
  SettledAgent,
  SettledGroup,
  SettledResponses,
  SettledServer,
  SettledTemplate,
  SettledTenantFields,
} from './settled-tenant.ts';
import { templateLabel } from './template-label.ts';

/** A thing as the database holds it. */
export interface Stored<Fields, Id = string> {
  readonly id: Id;
  /** Its key, name or login. */
  readonly name: string;
  readonly isRemoved: boolean;
  readonly fields: Fields;
}

export interface StoredTenant {
  readonly id: TenantId;
  readonly key: string;
  readonly tenant: SettledTenantFields;
  readonly mailServers: readonly Stored<SettledServer>[];
  readonly templates: readonly Stored<SettledTemplate>[];
  readonly responseFiles: readonly Stored<SettledResponses>[];
  readonly serviceGroups: readonly Stored<SettledGroup>[];
  readonly serviceAccesses: readonly Stored<SettledAccess>[];
  readonly agents: readonly Stored<SettledAgent>[];
}

type Connection = Kysely<Schema>;

/** Null: there is no such tenant. */
export async function readStoredTenant(db: Connection, key: string): Promise<StoredTenant | null> {
  const row = await db.selectFrom('tenant').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row) return null;
  const mailServers = await readServers(db, row.id);
  const templates = await readTemplates(db, row.id);
  const responseFiles = await readResponseFiles(db, row.id);
  const serviceGroups = await readGroups(db, row.id, { mailServers, responseFiles });
  return {
    id: row.id,
    key: row.key,
    tenant: {
      name: row.name,
      culture: row.culture,
      timeZone: row.time_zone,
      outgoingAddress: row.outgoing_address,
      defaultDomain: row.default_domain,
      ndrSenders: row.ndr_senders,
      notReadyReasons: row.not_ready_reasons,
      sending: row.sending,
      proxy: row.proxy,
    },
    mailServers,
    templates,
    responseFiles,
    serviceGroups,
    serviceAccesses: await readAccesses(db, row.id, serviceGroups),
    agents: await readAgents(db, row.id, serviceGroups),
  };
}

async function readServers(db: Connection, tenantId: TenantId): Promise<readonly Stored<SettledServer>[]> {
  const rows = await db
    .selectFrom('mail_server')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.key,
    isRemoved: row.removed_at !== null,
    fields: { incoming: row.incoming, outgoing: row.outgoing },
  }));
}

async function readTemplates(
  db: Connection,
  tenantId: TenantId,
): Promise<readonly Stored<SettledTemplate>[]> {
  const rows = await db
    .selectFrom('template')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: templateLabel(row.name, row.culture),
    isRemoved: row.removed_at !== null,
    fields: { name: row.name, culture: row.culture, format: row.format, body: row.body },
  }));
}

/** The response files of a tenant as they are in use. */
export async function readResponseFiles(
  db: Connection,
  tenantId: TenantId,
): Promise<readonly Stored<SettledResponses>[]> {
  const rows = await db
    .selectFrom('response_file')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  const attached = await db
    .selectFrom('response_attachment')
    .innerJoin('response_file', 'response_file.id', 'response_attachment.response_file_id')
    .select(['response_file_id', 'href', 'response_attachment.sha256'])
    .where('tenant_id', '=', tenantId)
    .execute();
  const byFile = Map.groupBy(attached, (row) => row.response_file_id);
  return rows.map(({ id, key, path, source, problem, removed_at: removedAt }) => {
    const attachments = Object.fromEntries((byFile.get(id) ?? []).map(({ href, sha256 }) => [href, sha256]));
    return {
      id,
      name: key,
      isRemoved: removedAt !== null,
      fields: { file: path, source, attachments, problem },
    };
  });
}

async function readGroups(
  db: Connection,
  tenantId: TenantId,
  known: Pick<StoredTenant, 'mailServers' | 'responseFiles'>,
): Promise<readonly Stored<SettledGroup>[]> {
  const rows = await db
    .selectFrom('service_group')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.key,
    isRemoved: row.removed_at !== null,
    fields: {
      name: row.name,
      email: row.email,
      replyUsingAccessAddress: row.reply_using_access_address,
      reviewBeforeSending: row.review,
      culture: row.culture,
      offerSeconds: row.offer_seconds,
      undoSeconds: row.undo_seconds,
      requestDeliveryReports: row.request_delivery_reports,
      requestReadReceipts: row.request_read_receipts,
      ownReturnPath: row.own_return_path,
      template: row.template,
      signature: row.signature,
      expertTemplate: row.expert_template,
      responseFile: nameOf(known.responseFiles, row.response_file_id),
      mailServer: nameOf(known.mailServers, row.mail_server_id),
    },
  }));
}

async function readAccesses(
  db: Connection,
  tenantId: TenantId,
  groups: readonly Stored<SettledGroup>[],
): Promise<readonly Stored<SettledAccess>[]> {
  const rows = await db
    .selectFrom('service_access')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('activated_at', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isRemoved: row.removed_at !== null,
    fields: {
      address: row.address,
      group: nameOf(groups, row.service_group_id) ?? '',
      active: row.activated_at !== null,
    },
  }));
}

async function readAgents(
  db: Connection,
  tenantId: TenantId,
  groups: readonly Stored<SettledGroup>[],
): Promise<readonly Stored<SettledAgent>[]> {
  const rows = await db
    .selectFrom('agent')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('agent_group')
        .whereRef('agent_group.agent_id', '=', 'agent.id')
        .select((one) => one.fn.agg<string[]>('array_agg', ['agent_group.service_group_id']).as('ids'))
        .as('group_ids'),
    )
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.login,
    isRemoved: row.removed_at !== null,
    fields: {
      name: row.name,
      firstName: row.first_name,
      lastName: row.last_name,
      chatName: row.chat_name,
      email: row.email,
      culture: row.culture,
      roles: row.roles,
      capacity: row.capacity,
      password: row.password_source,
      groups: (row.group_ids ?? []).map((id) => nameOf(groups, id) ?? '').toSorted(),
    },
  }));
}

function nameOf(things: readonly Stored<unknown>[], id: string | null): string | null {
  return things.find((thing) => thing.id === id)?.name ?? null;
}
