import { type Kysely, sql } from 'kysely';
import type { InteractionId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { RoutingReason } from '../../contract/domain/interaction.ts';
import { mailAddress, type MailAddress } from '../../contract/domain/mail-address.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Schema } from '../db/schema.ts';
import { matchesAddress } from '../mail/match-address.ts';
import { headerLine } from '../texts/reply-subject.ts';

interface SenderRow {
  readonly name: string;
  readonly email: string | null;
  readonly use_access: boolean;
  readonly outgoing_address: string | null;
  readonly access_address: string | null;
  readonly routing: RoutingReason | null;
}

/**
 * Whom an answer is from (M16): the address of the service access that the mail came in by, or the group's where that
 * is unchecked or there is none, else the tenant's outgoing address (M10). Of a service access with `*` it is the
 * address that the mail was sent to.
 * @throws no-sender-address
 */
export async function replySender(db: Kysely<Schema>, interactionId: InteractionId): Promise<MailAddress> {
  const { rows } = await sql<SenderRow>`
    select g.name, g.email, g.reply_using_access_address as use_access, t.outgoing_address,
      a.address as access_address, i.routing
    from interaction i
    join service_group g on g.id = i.service_group_id
    join tenant t on t.id = i.tenant_id
    left join service_access a on a.id = i.service_access_id
    where i.id = ${interactionId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error(`interaction ${interactionId} does not exist`);
  const access = row.use_access ? accessAddress(row) : null;
  return named(row.name, access ?? row.email ?? row.outgoing_address);
}

/** Whom new mail of a group is from: its own address, and no other (M16). @throws no-sender-address */
export async function groupSender(
  db: Kysely<Schema>,
  tenantId: TenantId,
  groupId: ServiceGroupId,
): Promise<MailAddress> {
  const { rows } = await sql<{ name: string; email: string | null }>`
    select name, email from service_group
    where id = ${groupId} and tenant_id = ${tenantId} and removed_at is null`.execute(db);
  return named(rows[0]?.name ?? '', rows[0]?.email ?? null);
}

function accessAddress(row: SenderRow): string | null {
  if (row.access_address === null || !row.access_address.includes('*')) return row.access_address;
  // What a header said is used only as far as the pattern goes: it is ours then.
  const matched = row.routing?.matched?.address ?? '';
  return matchesAddress(row.access_address, matched) ? matched : null;
}

function named(name: string, address: string | null): MailAddress {
  const parsed = mailAddress.safeParse({ name: headerLine(name, 300), address });
  if (parsed.success) return parsed.data;
  throw new ExpectedError(
    'no-sender-address',
    `The service group ${name} has no address to send from: give it one in the configuration.`,
    { group: name },
  );
}
