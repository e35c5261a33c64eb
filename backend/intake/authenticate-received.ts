import { sql } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { uncheckedMail } from '../mail/authentication/authenticate-mail.ts';
import type { Authenticator } from '../mail/authentication/authenticator.ts';
import { type Circumstances, usualForwarders } from '../mail/authentication/circumstances.ts';
import type { RawMail } from './read-raw.ts';

/** How long a look at the configuration is good for, in milliseconds. */
const freshFor = 5_000;

/** What each tenant's configuration says of whom to trust, read now and then. */
export interface TrustDirectory {
  readonly read: (tenantId: TenantId) => Promise<readonly Trust[]>;
}

interface Trust {
  /** Key of the mail server; null: said of the whole tenant. */
  readonly server: string | null;
  readonly authservId: string | null;
  readonly forwarders: readonly string[] | null;
  readonly domain: string | null;
}

export function openTrustDirectory(db: Database): TrustDirectory {
  const known = new Map<TenantId, { readonly until: number; readonly trust: Promise<readonly Trust[]> }>();
  return {
    read(tenantId) {
      const fresh = known.get(tenantId);
      if (fresh && fresh.until > performance.now()) return fresh.trust;
      const entry = { until: performance.now() + freshFor, trust: readTrust(db, tenantId) };
      known.set(tenantId, entry);
      entry.trust.catch(() => known.delete(tenantId));
      return entry.trust;
    },
  };
}

/**
 * Checks a received mail by how it came: handed over by SMTP with its peer, fetched from a mailbox with the word of
 * the server that the mailbox is on.
 * @returns null for what did not come from outside
 */
export async function authenticateReceived(
  { authenticator, directory }: { readonly authenticator: Authenticator; readonly directory: TrustDirectory },
  { tenantId, origin, bytes }: RawMail,
): Promise<MailAuthentication | null> {
  if (origin.via === 'reply') return null;
  // What was signed is not here, so that every signature would count as broken.
  if ('problem' in origin && origin.problem !== undefined) return uncheckedMail;
  const trust = await directory.read(tenantId);
  return authenticator.check(bytes, circumstancesOf(origin, trust));
}

function circumstancesOf(origin: MailOrigin, trust: readonly Trust[]): Circumstances {
  // Mail handed over by SMTP may have come by any of the tenant's servers, which forwards it.
  const servers = trust.filter(
    ({ server }) => server !== null && (!('server' in origin) || server === origin.server),
  );
  const forwarders = servers.flatMap((one) => one.forwarders ?? []);
  const isConfigured = servers.some((one) => one.forwarders !== null);
  const relay = origin.via === 'smtp' ? origin.relay : undefined;
  return {
    peer:
      origin.via === 'smtp' && origin.client !== null
        ? { address: origin.client, helo: origin.helo ?? '', sender: origin.sender }
        : null,
    isRelayed: relay !== undefined,
    trustedServers: [relay?.authservId, ...servers.map((one) => one.authservId)].flatMap((id) => id ?? []),
    trustedForwarders: isConfigured ? forwarders : usualForwarders,
    ownDomains: [...new Set(trust.flatMap(({ domain }) => domain ?? []))],
  };
}

async function readTrust(db: Database, tenantId: TenantId): Promise<readonly Trust[]> {
  const { rows } = await sql<Trust>`
    select key as server, incoming ->> 'authservId' as "authservId",
      case when jsonb_typeof(incoming -> 'trustedForwarders') = 'array'
        then array(select jsonb_array_elements_text(incoming -> 'trustedForwarders')) end as forwarders,
      null as domain
    from mail_server where tenant_id = ${tenantId} and removed_at is null and jsonb_typeof(incoming) = 'object'
    union all
    select null, null, null, lower(substring(address from '@([^@*]+)$')) from (
      select address from service_access
        where tenant_id = ${tenantId} and removed_at is null and activated_at is not null
      union select email from service_group where tenant_id = ${tenantId} and removed_at is null
      union select outgoing_address from tenant where id = ${tenantId}) own
    where address like '%@%'`.execute(db.kysely);
  return rows;
}
