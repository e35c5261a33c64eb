import { type Kysely, sql } from 'kysely';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { isTimeZone, serverTimeZone } from '../texts/time-zone.ts';

/** The zone in which the tenant's dates and times are written: its own, else the server's. */
export async function readTimeZone(db: Kysely<Schema>, tenantId: TenantId): Promise<string> {
  const { rows } = await sql<{ time_zone: string | null }>`
    select time_zone from tenant where id = ${tenantId}`.execute(db);
  return usableZone(rows[0]?.time_zone ?? null);
}

/** A zone that was configured on another machine may be unknown to this one. */
export function usableZone(configured: string | null): string {
  return configured !== null && isTimeZone(configured) ? configured : serverTimeZone;
}
