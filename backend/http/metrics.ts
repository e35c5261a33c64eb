import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** One family of the text format of Prometheus, version 0.0.4. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * What a monitoring system wants to know of this process, the mail servers, the queues and the outbox, as Prometheus
 * reads it. Holds keys and counts, never an address, a subject or a secret. Without a database only the process.
 */
export async function readMetrics(db: Database): Promise<string> {
  const stored = await Promise.all(questions.map((ask) => ask(db))).catch(() => null);
  const families: readonly Family[] = [
    one('postroom_database_up', 'Whether the database answers.', stored === null ? 0 : 1),
    one('process_resident_memory_bytes', 'Resident memory of this process.', process.memoryUsage.rss()),
    {
      ...one('process_cpu_seconds_total', 'Processor time of this process.', seconds(process.cpuUsage())),
      type: 'counter',
    },
    ...(stored ?? []).flat(),
  ];
  return families.map(format).join('');
}

type Question = (db: Database) => Promise<readonly Family[]>;

/** Each row of a query is a sample; its columns besides `value` are the labels. */
function family(name: string, help: string, rows: readonly Readonly<Record<string, unknown>>[]): Family {
  const samples = rows.flatMap(({ value, ...labels }) =>
    value === null
      ? []
      : [
          {
            labels: Object.fromEntries(Object.entries(labels).map(([key, text]) => [key, String(text)])),
            value: Number(value),
          },
        ],
  );
  return { name, help, type: 'gauge', samples };
}

const askConnections: Question = async ({ kysely }) => {
  const { rows } = await sql<{
    readonly tenant: string;
    readonly server: string;
    readonly direction: string;
    readonly connected: number;
    readonly contact: number;
    readonly state: number;
  }>`
    select t.key as tenant, s.key as server, h.direction, (h.state = 'connected')::int as connected,
      extract(epoch from now() - h.checked_at) as contact, extract(epoch from now() - h.since) as state
    from connection_health h join mail_server s on s.id = h.mail_server_id join tenant t on t.id = s.tenant_id
    where s.removed_at is null order by 1, 2, 3`.execute(kysely);
  const pick = (value: 'connected' | 'contact' | 'state') =>
    rows.map(({ tenant, server, direction, ...rest }) => ({ tenant, server, direction, value: rest[value] }));
  return [
    family('postroom_mail_server_connected', 'Whether a mail server lets us in.', pick('connected')),
    family('postroom_mail_server_contact_age_seconds', 'Since the last contact.', pick('contact')),
    family('postroom_mail_server_state_age_seconds', 'Since it is connected, or fails.', pick('state')),
  ];
};

const askMailboxes: Question = async ({ kysely }) => {
  const newest = await sql<Readonly<Record<string, unknown>>>`
    select t.key as tenant, s.key as server, extract(epoch from now() - m.received_at) as value
    from mail_server s join tenant t on t.id = s.tenant_id
    cross join lateral (select mail_id from mailbox_message where mail_server_id = s.id
      order by mail_id desc limit 1) b
    join mail m on m.id = b.mail_id where s.removed_at is null and s.incoming is not null order by 1, 2`.execute(
    kysely,
  );
  const warnings = await sql<Readonly<Record<string, unknown>>>`
    select t.key as tenant, s.key as server, w.direction, w.reason, 1 as value
    from mail_warning w join mail_server s on s.id = w.mail_server_id join tenant t on t.id = s.tenant_id
    where s.removed_at is null order by 1, 2, 3`.execute(kysely);
  const tokens = await sql<Readonly<Record<string, unknown>>>`
    select state, count(key) as value from (values ('usable'), ('refused'), ('expired'), ('throttled')) as s (state)
    left join (select key, case when retry_at > now() then 'throttled' when sealed is null then 'refused'
      when expires_at < now() then 'expired' else 'usable' end as state from oauth_token) t using (state)
    group by 1 order by 1`.execute(kysely);
  return [
    family('postroom_mailbox_newest_mail_age_seconds', 'Since a mail came to a mailbox.', newest.rows),
    family('postroom_mail_warning', 'Mail servers that somebody should look at.', warnings.rows),
    family('postroom_oauth_tokens', 'Access tokens that are kept, by what they are good for.', tokens.rows),
  ];
};

const askMails: Question = async ({ kysely }) => {
  const { rows } = await sql<{ readonly unread: string; readonly oldest: string }>`
    select count(*) as unread, coalesce(extract(epoch from now() - min(received_at)), 0) as oldest
    from mail where state = 'received'`.execute(kysely);
  const interactions = await sql<Readonly<Record<string, unknown>>>`
    select t.key as tenant, g.key as group, i.state, count(*) as value
    from interaction i join service_group g on g.id = i.service_group_id join tenant t on t.id = i.tenant_id
    where i.state <> 'closed' group by 1, 2, 3 order by 1, 2, 3`.execute(kysely);
  const outgoing = await sql<Readonly<Record<string, unknown>>>`
    select t.key as tenant, o.state, count(*) as value
    from outgoing o join tenant t on t.id = o.tenant_id
    where o.state in ('queued', 'sending', 'data-sent', 'uncertain') group by 1, 2 order by 1, 2`.execute(
    kysely,
  );
  return [
    one('postroom_mails_unread', 'Mails that are safe and not read yet.', Number(rows[0]?.unread ?? 0)),
    one('postroom_mails_unread_age_seconds', 'Age of the oldest of them.', Number(rows[0]?.oldest ?? 0)),
    family('postroom_interactions', 'Interactions that are not closed.', interactions.rows),
    family('postroom_outgoing', 'Mails that are to be sent, or whose fate is unknown.', outgoing.rows),
  ];
};

const questions: readonly Question[] = [askConnections, askMailboxes, askMails];

function one(name: string, help: string, value: number): Family {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000;
}

function format({ name, help, type, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escape(text)}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
