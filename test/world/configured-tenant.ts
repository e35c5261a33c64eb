import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import type { ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../../backend/db/database.ts';
import type { MailServerId } from '../../backend/db/configured-tables.ts';

export interface ConfiguredTenant {
  readonly tenantId: TenantId;
  readonly serverId: MailServerId;
  readonly groupId: ServiceGroupId;
}

/** A tenant with one mail server, a group, the group for unrouted mail, and a service access for `address`. */
export async function configureTenant(
  db: Database,
  settings: {
    readonly key?: string;
    readonly incoming?: IncomingServer;
    readonly outgoing?: OutgoingServer;
    readonly address?: string;
  },
): Promise<ConfiguredTenant> {
  const key = settings.key ?? 'desk';
  const { id: tenantId } = await db.kysely
    .insertInto('tenant')
    .values({ key, name: key, culture: 'en-US' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: serverId } = await db.kysely
    .insertInto('mail_server')
    .values({
      tenant_id: tenantId,
      key: 'main',
      incoming: settings.incoming ? JSON.stringify(settings.incoming) : null,
      outgoing: settings.outgoing ? JSON.stringify(settings.outgoing) : null,
      removed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const group = { tenant_id: tenantId, culture: 'en-US', mail_server_id: serverId };
  const { id: groupId } = await db.kysely
    .insertInto('service_group')
    .values({ ...group, key: 'help', name: 'Help', email: 'help@desk.example' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.kysely
    .insertInto('service_group')
    .values({ ...group, key: 'unrouted', name: 'Unrouted', unrouted: true })
    .execute();
  await db.kysely
    .insertInto('service_access')
    .values({
      tenant_id: tenantId,
      name: 'Help',
      address: settings.address ?? 'help@desk.example',
      service_group_id: groupId,
      activated_at: new Date(),
    })
    .execute();
  return { tenantId, serverId, groupId };
}
