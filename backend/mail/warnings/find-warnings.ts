import { sql } from 'kysely';
import type { TenantId } from '../../../contract/domain/ids.ts';
import type { MailWarning } from '../../../contract/domain/mail-warning.ts';
import type { Database } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';

export interface FoundWarning {
  readonly serverId: MailServerId;
  readonly tenantId: TenantId;
  readonly server: string;
  readonly direction: MailWarning['direction'];
  readonly reason: MailWarning['reason'];
  readonly since: Date;
  readonly problem: string;
}

/** Where a server that sends has no mailbox that says otherwise. */
const defaultMinutes = 15;

interface Standing {
  readonly server_id: MailServerId;
  readonly tenant_id: TenantId;
  readonly key: string;
  readonly direction: MailWarning['direction'];
  readonly state: 'connected' | 'failing';
  readonly since: Date;
  readonly checked_at: Date;
  readonly problem: string | null;
  readonly is_failing: boolean;
  readonly is_forgotten: boolean;
}

/**
 * The mail servers that fail for longer than their `warnAfterMinutes`, at once where only a person can help (a refused
 * password or token, say), and the mailboxes that nobody has spoken to for so long. By the clock of the database.
 */
export async function findFailing({ kysely }: Database): Promise<readonly FoundWarning[]> {
  const { rows } = await sql<Standing>`
    select * from (
      select s.id as server_id, s.tenant_id, s.key, h.direction, h.state, h.since, h.checked_at, h.problem,
        h.state = 'failing' and (h.lasting or h.since < now() - patience) as is_failing,
        -- A server that sends is spoken to when there is something to send.
        h.direction = 'in' and h.checked_at < now() - patience as is_forgotten
      from connection_health h join mail_server s on s.id = h.mail_server_id,
        greatest(
          make_interval(mins => coalesce((s.incoming ->> 'warnAfterMinutes')::int, ${defaultMinutes})),
          make_interval(secs => 3 * coalesce((s.incoming ->> 'pollSeconds')::int, 0))) as patience
      where s.removed_at is null
        and case h.direction when 'in' then s.incoming is not null else s.outgoing is not null end) standing
    where is_failing or is_forgotten`.execute(kysely);
  return rows.map((row) => ({
    serverId: row.server_id,
    tenantId: row.tenant_id,
    server: row.key,
    direction: row.direction,
    ...(row.is_failing
      ? { reason: 'failing', since: row.since, problem: row.problem ?? 'The server fails.' }
      : {
          reason: 'no-contact',
          since: row.checked_at,
          problem: 'Nobody has spoken to the server. See that a backend runs, and what its log says.',
        }),
  }));
}

/** Hours with mail, within the time that is looked at, from which on a habit is seen. */
const leastHours = 24;

/**
 * Mailboxes to which no mail has come for more than twice as long as ever within four weeks, and for three hours at
 * least: nights and holidays are gaps that were seen before. Those to which little mail comes have no habit.
 */
export async function findQuiet({ kysely }: Database): Promise<readonly FoundWarning[]> {
  const { rows } = await sql<{
    readonly server_id: MailServerId;
    readonly tenant_id: TenantId;
    readonly key: string;
    readonly newest: Date;
  }>`
    with hour as (
      select b.mail_server_id, date_trunc('hour', m.received_at) as at
      from mailbox_message b join mail m on m.id = b.mail_id
      where m.received_at > now() - interval '28 days' group by 1, 2),
    gap as (
      select mail_server_id, at, lead(at) over (partition by mail_server_id order by at) - at as length from hour),
    habit as (
      select mail_server_id, count(*) as hours, max(length) as longest, max(at) + interval '1 hour' as newest
      from gap group by 1)
    select s.id as server_id, s.tenant_id, s.key, h.newest
    from habit h join mail_server s on s.id = h.mail_server_id
    where s.removed_at is null and s.incoming is not null and h.hours >= ${leastHours}
      and now() - h.newest > greatest(2 * h.longest, interval '3 hours')`.execute(kysely);
  return rows.map((row) => ({
    serverId: row.server_id,
    tenantId: row.tenant_id,
    server: row.key,
    direction: 'in',
    reason: 'quiet',
    since: row.newest,
    problem:
      'No mail has come for more than twice as long as ever within four weeks. See whether mail still reaches this mailbox.',
  }));
}
