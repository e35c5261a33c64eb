import type { Kysely } from 'kysely';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { findForbidden } from './forbidden-headers.ts';

/** Header fields that the configuration adds to all mail of a group's tenant; a forbidden one is left out, wherever it came from. */
export async function readAddedHeaders(
  db: Kysely<Schema>,
  groupId: ServiceGroupId,
): Promise<Readonly<Record<string, string>>> {
  const row = await db
    .selectFrom('tenant')
    .innerJoin('service_group', 'service_group.tenant_id', 'tenant.id')
    .select('tenant.sending')
    .where('service_group.id', '=', groupId)
    .executeTakeFirst();
  const headers = row?.sending?.headers ?? {};
  const forbidden = new Set(findForbidden(Object.keys(headers), row?.sending?.forbiddenHeaders));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !forbidden.has(name)));
}
