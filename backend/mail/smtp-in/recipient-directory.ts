import type { TenantId } from '../../../contract/domain/ids.ts';
import type { Database } from '../../db/database.ts';
import { matchesAddress } from '../match-address.ts';

export interface RecipientDirectory {
  /** The tenants that take mail for the address, none if nobody here does. Throws where the database is out of reach. */
  readonly findTenants: (address: string) => Promise<readonly TenantId[]>;
}

/** How long a look at the configuration is good for, in milliseconds: a new address works within a second. */
const freshFor = 1_000;

/**
 * Knows for whom mail is taken: what fits an active service access (M13), the address of a service group, and the
 * tenant's own outgoing address, which answers to its mail come back to.
 */
export function openRecipientDirectory(db: Database): RecipientDirectory {
  let snapshot: { readonly until: number; readonly entries: Promise<readonly Entry[]> } | null = null;
  return {
    async findTenants(address) {
      if (!snapshot || snapshot.until < performance.now()) {
        snapshot = { until: performance.now() + freshFor, entries: readEntries(db) };
        const read = snapshot;
        read.entries.catch(() => {
          if (snapshot === read) snapshot = null;
        });
      }
      const entries = await snapshot.entries;
      const found = entries.filter((entry) => matchesAddress(entry.pattern, address));
      return [...new Set(found.map((entry) => entry.tenantId))];
    },
  };
}

interface Entry {
  readonly tenantId: TenantId;
  readonly pattern: string;
}

async function readEntries({ kysely }: Database): Promise<readonly Entry[]> {
  const rows = await kysely
    .selectFrom('service_access')
    .select(['tenant_id', 'address'])
    .where('activated_at', 'is not', null)
    .where('removed_at', 'is', null)
    .unionAll(
      kysely
        .selectFrom('service_group')
        .select(['tenant_id', 'email as address'])
        .where('removed_at', 'is', null)
        .where('email', 'is not', null)
        .$castTo<{ tenant_id: TenantId; address: string }>(),
    )
    .unionAll(
      kysely
        .selectFrom('tenant')
        .select(['id as tenant_id', 'outgoing_address as address'])
        .where('outgoing_address', 'is not', null)
        .$castTo<{ tenant_id: TenantId; address: string }>(),
    )
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, pattern: row.address }));
}
