import type { Me } from '../../contract/api/session.ts';
import type { AgentId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';

/**
 * An agent with tenant, groups and presence, as the desktop needs them at its start. Administrators have all groups
 * of the tenant, others those they belong to.
 */
export async function readMe(db: Database, agentId: AgentId): Promise<Me> {
  // One snapshot, so that nothing between the revision and the rest is missed or told twice.
  return db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const row = await trx
        .selectFrom('agent')
        .innerJoin('tenant', 'tenant.id', 'agent.tenant_id')
        .selectAll('agent')
        .select([
          'tenant.key as tenant_key',
          'tenant.name as tenant_name',
          'tenant.culture as tenant_culture',
          'tenant.not_ready_reasons',
        ])
        .where('agent.id', '=', agentId)
        .executeTakeFirstOrThrow();
      let groups = trx
        .selectFrom('service_group')
        .select(['id', 'key', 'name', 'email', 'culture', 'offer_seconds', 'undo_seconds'])
        .where('tenant_id', '=', row.tenant_id)
        .where('removed_at', 'is', null)
        .orderBy('unrouted')
        .orderBy('name');
      if (!row.roles.includes('administrator')) {
        groups = groups.where('id', 'in', (eb) =>
          eb.selectFrom('agent_group').select('service_group_id').where('agent_id', '=', agentId),
        );
      }
      const event = await trx
        .selectFrom('event')
        .select((eb) => eb.fn.max('revision').as('revision'))
        .where('tenant_id', '=', row.tenant_id)
        .executeTakeFirst();
      return {
        agent: {
          id: row.id,
          login: row.login,
          name: row.name,
          firstName: row.first_name,
          lastName: row.last_name,
          roles: row.roles,
          capacity: row.capacity,
          culture: row.culture,
        },
        groups: (await groups.execute()).map((group) => ({
          id: group.id,
          key: group.key,
          name: group.name,
          email: group.email,
          culture: group.culture,
          offerSeconds: group.offer_seconds,
          undoSeconds: group.undo_seconds,
        })),
        presence: {
          state: row.presence,
          reason: row.presence_reason,
          since: row.presence_since.toISOString(),
        },
        tenant: {
          key: row.tenant_key,
          name: row.tenant_name,
          culture: row.tenant_culture,
          notReadyReasons: row.not_ready_reasons,
        },
        revision: Number(event?.revision ?? 0),
      };
    });
}
