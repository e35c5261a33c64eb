import { type Kysely, sql } from 'kysely';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { matchesAddress } from '../mail/match-address.ts';

/**
 * The addresses that lead to a tenant: service accesses (also those set aside: mail to them still arrives in the
 * master mailbox), service groups, the accounts of the mailboxes, and the tenant's own. Plus-addresses of them too.
 */
export async function readOwnAddresses(
  db: Kysely<Schema>,
  tenantId: TenantId,
): Promise<(address: string) => boolean> {
  const { rows } = await sql<{ address: string | null }>`
    select address from service_access where tenant_id = ${tenantId}
    union select email from service_group where tenant_id = ${tenantId}
    union select incoming ->> 'user' from mail_server where tenant_id = ${tenantId}
    union select outgoing ->> 'user' from mail_server where tenant_id = ${tenantId}
    union select outgoing_address from tenant where id = ${tenantId}`.execute(db);
  return ownAddressTest(rows.flatMap(({ address }) => (address?.includes('@') ? [address] : [])));
}

/** @param patterns addresses of which some hold `*` (M13) */
export function ownAddressTest(patterns: readonly string[]): (address: string) => boolean {
  return (address) => patterns.some((pattern) => matchesAddress(pattern, address));
}
