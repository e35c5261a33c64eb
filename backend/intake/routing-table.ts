import type { Kysely } from 'kysely';
import type { ServiceAccessId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import type { ServiceAccessEntry } from './choose-service-access.ts';

export interface RoutingEntry extends ServiceAccessEntry {
  readonly id: ServiceAccessId;
  readonly groupId: ServiceGroupId;
  readonly groupKey: string;
}

export interface RoutingGroup {
  readonly id: ServiceGroupId;
  readonly key: string;
  readonly name: string;
}

/** What decides where a tenant's mail goes. */
export interface RoutingTable {
  readonly tenantId: TenantId;
  /** Active ones, the one activated first in front (M13). */
  readonly accesses: readonly RoutingEntry[];
  readonly unroutedGroupId: ServiceGroupId;
  /** All of the tenant, the unrouted one among them. */
  readonly groups: readonly RoutingGroup[];
  /** Addresses of the mailboxes that collect the mail. */
  readonly masterAddresses: readonly string[];
}

export async function readRoutingTable(sql: Kysely<Schema>, tenantId: TenantId): Promise<RoutingTable> {
  const accesses = await sql
    .selectFrom('service_access')
    .innerJoin('service_group', 'service_group.id', 'service_access.service_group_id')
    .select([
      'service_access.id',
      'service_access.name',
      'service_access.address',
      'service_group.id as groupId',
      'service_group.name as group',
      'service_group.key as groupKey',
    ])
    .where('service_access.tenant_id', '=', tenantId)
    .where('service_access.activated_at', 'is not', null)
    .where('service_access.removed_at', 'is', null)
    .where('service_group.removed_at', 'is', null)
    .orderBy('service_access.activated_at')
    .orderBy('service_access.id')
    .execute();
  const servers = await sql
    .selectFrom('mail_server')
    .select('incoming')
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .execute();
  const unroutedGroupId = await unroutedGroup(sql, tenantId);
  const groups = await sql
    .selectFrom('service_group')
    .select(['id', 'key', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .execute();
  return {
    tenantId,
    accesses,
    unroutedGroupId,
    groups,
    masterAddresses: servers.map(({ incoming }) => incoming?.user ?? '').filter((user) => user.includes('@')),
  };
}

/** Made with the tenant; where it is missing, for instance after a restore by hand, it is made again. */
async function unroutedGroup(sql: Kysely<Schema>, tenantId: TenantId): Promise<ServiceGroupId> {
  const find = () =>
    sql
      .selectFrom('service_group')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('unrouted', '=', true)
      .executeTakeFirst();
  const found = await find();
  if (found) return found.id;
  const { culture } = await sql
    .selectFrom('tenant')
    .select('culture')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  await sql
    .insertInto('service_group')
    .values({ tenant_id: tenantId, key: 'unrouted', name: 'Unrouted', culture, unrouted: true })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error(`the unrouted group of tenant ${tenantId} cannot be made`);
  return made.id;
}
