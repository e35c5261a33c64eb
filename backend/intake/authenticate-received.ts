import { sql } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { MailId, TenantId } from '../../contract/domain/ids.ts';
import { readSourceBytes } from '../archive/message-rows.ts';
import type { Database } from '../db/database.ts';
import type { MailOrigin } from '../db/schema.ts';
import { uncheckedMail } from '../mail/authentication/authenticate-mail.ts';
import type { Authenticator } from '../mail/authentication/authenticator.ts';
import { type Circumstances, usualForwarders } from '../mail/authentication/circumstances.ts';
import { longestHeader, neededBesides } from '../mail/authentication/needed-bytes.ts';

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
 * @returns null for what did not come from outside, or is gone
 */
export async function authenticateReceived(
  tools: { readonly db: Database; readonly authenticator: Authenticator; readonly directory: TrustDirectory },
  id: MailId,
): Promise<MailAuthentication | null> {
  const { rows } = await sql<{ tenant_id: TenantId; origin: MailOrigin; beginning: Buffer; size: number }>`
    select m.tenant_id, m.origin, m.size, substring(b.bytes for ${beginningBytes}) as beginning
    from mail m join blob b on b.sha256 = m.source_sha256
    where m.id = ${id} and m.state = 'received'`.execute(tools.db.kysely);
  const [row] = rows;
  if (!row || row.origin.via === 'reply') return null;
  // What was signed is not here, so that every signature would count as broken.
  if ('problem' in row.origin && row.origin.problem !== undefined) return uncheckedMail;
  const trust = await tools.directory.read(row.tenant_id);
  const raw = await readNeeded(tools.db, id, row);
  return raw && tools.authenticator.check(raw, circumstancesOf(row.origin, trust));
}

/** Most headers fit in, and an unsigned mail is judged by its header. */
const beginningBytes = 64 * 1024;

async function readNeeded(
  { kysely }: Database,
  id: MailId,
  { beginning, size }: { readonly beginning: Buffer; readonly size: number },
): Promise<Buffer | null> {
  if (size <= beginning.length) return beginning;
  const besides = neededBesides(beginning);
  if (besides === 'nothing') return beginning;
  if (besides === 'all') return readSourceBytes(kysely, id);
  const { rows } = await sql<{ beginning: Buffer }>`
    select substring(b.bytes for ${longestHeader + 1}) as beginning
    from mail m join blob b on b.sha256 = m.source_sha256 where m.id = ${id}`.execute(kysely);
  const [more] = rows;
  if (!more || size <= more.beginning.length) return more?.beginning ?? null;
  return neededBesides(more.beginning) === 'all' ? readSourceBytes(kysely, id) : more.beginning;
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
