import { sql } from 'kysely';
import type { InteractionId, ServiceAccessId, ServiceGroupId } from '../../contract/domain/ids.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import { unroutedKey } from './check-references.ts';
import type { SettledAccess, SettledGroup } from './settled-tenant.ts';
import type { ThingWriter, WriteContext } from './write-context.ts';

/** Where the names that a thing mentions are found: identity by name, for those that are in use now. */
export type NamedIds = ReadonlyMap<string, string>;

export function serviceGroupWriter(
  context: WriteContext,
  known: { readonly responseFiles: NamedIds; readonly mailServers: NamedIds },
): ThingWriter<SettledGroup> {
  const { tx, tenantId } = context;
  const columns = (group: SettledGroup) => ({
    name: group.name,
    email: group.email,
    reply_using_access_address: group.replyUsingAccessAddress,
    review: group.reviewBeforeSending,
    culture: group.culture,
    offer_seconds: group.offerSeconds,
    undo_seconds: group.undoSeconds,
    request_delivery_reports: group.requestDeliveryReports,
    request_read_receipts: group.requestReadReceipts,
    own_return_path: group.ownReturnPath,
    template: group.template,
    signature: group.signature,
    expert_template: group.expertTemplate,
    response_file_id: idOf(known.responseFiles, group.responseFile),
    mail_server_id: idOf(known.mailServers, group.mailServer),
    removed_at: null,
  });
  return {
    kind: 'service group',
    table: 'service_group',
    create: async (key, fields) => {
      const { id } = await tx.sql
        .insertInto('service_group')
        .values({ tenant_id: tenantId, key, unrouted: key === unroutedKey, ...columns(fields) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      await tx.sql
        .updateTable('service_group')
        .set(columns(fields))
        .where('id', '=', id as ServiceGroupId)
        .execute();
    },
    setAside: async (id, name) => {
      const groupId = id as ServiceGroupId;
      await tx.sql
        .updateTable('service_group')
        .set({ removed_at: new Date() })
        .where('id', '=', groupId)
        .execute();
      await moveToUnrouted(context, groupId, name);
      await tx.sql.deleteFrom('agent_group').where('service_group_id', '=', groupId).execute();
    },
  };
}

/** Nobody works in a group that was set aside: what lies in it goes where it is seen. */
async function moveToUnrouted(
  { tx, tenantId }: WriteContext,
  from: ServiceGroupId,
  name: string,
): Promise<void> {
  const { rows } = await sql<{ id: InteractionId }>`
    update interaction set service_group_id = (
      select id from service_group where tenant_id = ${tenantId} and unrouted)
    where service_group_id = ${from} and state <> 'closed' returning id`.execute(tx.sql);
  // Whoever sees the interaction now shall see its mails, in the archive as well.
  await sql`
    update mail set service_group_id = (
      select id from service_group where tenant_id = ${tenantId} and unrouted)
    where id in (
      select mail_id from interaction_mail where interaction_id = any(${rows.map(({ id }) => id)}::bigint[]))`.execute(
    tx.sql,
  );
  for (const { id } of rows) {
    tx.audit({
      tenantId,
      action: 'interaction.requeued',
      subject: `interaction:${id}`,
      detail: { from, why: `the service group ${name} was set aside` },
    });
    tx.publish({ type: 'interaction.gone', interactionId: id }, { tenantId, serviceGroupId: from });
    await publishInteraction(tx, id);
  }
}

/** @param activation what the instants count from at which accesses become active */
export function serviceAccessWriter(
  { tx, tenantId }: WriteContext,
  groups: NamedIds,
  activation: Date,
): ThingWriter<SettledAccess> {
  let activated = 0;
  // Of several made active in one apply the one further up in the file counts as first.
  const activatedAt = (): Date => new Date(activation.getTime() + activated++);
  const columns = (access: SettledAccess) => ({
    address: access.address,
    service_group_id: requireId(groups, access.group) as ServiceGroupId,
    removed_at: null,
  });
  return {
    kind: 'service access',
    table: 'service_access',
    create: async (name, fields) => {
      const { id } = await tx.sql
        .insertInto('service_access')
        .values({
          tenant_id: tenantId,
          name,
          ...columns(fields),
          activated_at: fields.active ? activatedAt() : null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      const accessId = id as ServiceAccessId;
      await tx.sql.updateTable('service_access').set(columns(fields)).where('id', '=', accessId).execute();
      const changing = tx.sql.updateTable('service_access').where('id', '=', accessId);
      if (!fields.active) await changing.set({ activated_at: null }).execute();
      else await changing.where('activated_at', 'is', null).set({ activated_at: activatedAt() }).execute();
    },
    setAside: async (id) => {
      await tx.sql
        .updateTable('service_access')
        .set({ removed_at: new Date(), activated_at: null })
        .where('id', '=', id as ServiceAccessId)
        .execute();
    },
  };
}

function idOf(known: NamedIds, name: string | null): string | null {
  return name === null ? null : requireId(known, name);
}

export function requireId(known: NamedIds, name: string): string {
  const id = known.get(name);
  if (id === undefined) throw new Error(`the configuration names “${name}”, which was not checked`);
  return id;
}
