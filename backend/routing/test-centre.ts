import { sql } from 'kysely';
import type { Role } from '../../contract/domain/agent.ts';
import type { AgentId, InteractionId, MailId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { Viewer } from './viewer.ts';

/** A small contact centre in a test's database: made row by row, so that each test says what matters to it. */
export interface TestCentre {
  readonly tenantId: TenantId;
  readonly addGroup: (
    key: string,
    settings?: { readonly offerSeconds?: number; readonly email?: string | null },
  ) => Promise<ServiceGroupId>;
  /** Ready, unless said otherwise. */
  readonly addAgent: (
    login: string,
    groups: readonly ServiceGroupId[],
    settings?: {
      readonly capacity?: number;
      readonly roles?: readonly Role[];
      readonly presence?: 'ready' | 'not-ready' | 'offline';
      /** Seconds ago. */
      readonly idle?: number;
    },
  ) => Promise<Viewer>;
  /** A server that sends, so that drafts of the tenant can be sent. */
  readonly addMailServer: () => Promise<void>;
  /** A waiting interaction with a read mail. `minute` is its place. */
  readonly enqueue: (
    group: ServiceGroupId,
    settings?: { readonly minute?: number; readonly priority?: number; readonly subject?: string },
  ) => Promise<InteractionId>;
}

export async function makeTestCentre(db: Database, key = 'centre'): Promise<TestCentre> {
  const tenantId = await one<TenantId>(
    db,
    sql`insert into tenant (key, name, culture) values (${key}, ${key}, 'en-US') returning id`,
  );
  return {
    tenantId,
    addGroup: (groupKey, { offerSeconds = 60, email = `${groupKey}@example.com` } = {}) =>
      one<ServiceGroupId>(
        db,
        sql`insert into service_group (tenant_id, key, name, email, culture, offer_seconds)
          values (${tenantId}, ${groupKey}, ${groupKey}, ${email}, 'en-US', ${offerSeconds}) returning id`,
      ),
    async addAgent(login, groupIds, settings = {}) {
      const { capacity = 5, roles = ['agent'], presence = 'ready', idle = 0 } = settings;
      const agentId = await one<AgentId>(
        db,
        sql`insert into agent (tenant_id, login, name, first_name, last_name, culture, roles, capacity,
            presence, idle_since)
          values (${tenantId}, ${login}, ${login}, ${login}, '', 'en-US', ${[...roles]}::text[], ${capacity},
            ${presence}, now() - make_interval(secs => ${idle})) returning id`,
      );
      for (const group of groupIds) {
        await sql`insert into agent_group values (${agentId}, ${group})`.execute(db.kysely);
      }
      return { tenantId, agentId, login, roles, groupIds };
    },
    async addMailServer() {
      const outgoing = { protocol: 'smtp', host: '127.0.0.1', port: 9, security: 'none' };
      await sql`insert into mail_server (tenant_id, key, outgoing)
        values (${tenantId}, 'main', ${JSON.stringify(outgoing)})`.execute(db.kysely);
    },
    async enqueue(group, { minute = 0, priority = 0, subject = 'Question' } = {}) {
      const at = new Date(Date.UTC(2026, 0, 5, 9, minute));
      await sql`insert into blob (sha256, bytes) values ('raw', 'raw') on conflict do nothing`.execute(
        db.kysely,
      );
      const mailId = await one<MailId>(
        db,
        sql`insert into mail (tenant_id, direction, state, source_sha256, size, received_at, origin, from_name,
            from_address, to_addresses, subject, date, message_id, text, service_group_id)
          values (${tenantId}, 'in', 'read', 'raw', 3, ${at}, '{"via":"reply"}', 'Ada', 'ada@example.net',
            ${JSON.stringify([{ name: '', address: 'help@example.com' }])}, ${subject}, ${at},
            'original@example.net', 'How are you?', ${group}) returning id`,
      );
      const id = await one<InteractionId>(
        db,
        sql`insert into interaction (tenant_id, service_group_id, mail_id, state, priority, received_at,
            enqueued_at, from_name, from_address, subject, preview, routing)
          values (${tenantId}, ${group}, ${mailId}, 'queued', ${priority}, ${at}, ${at}, 'Ada',
            'ada@example.net', ${subject}, 'How are you?',
            '{"serviceAccess":null,"matched":null,"explanation":"test"}') returning id`,
      );
      await sql`insert into interaction_mail values (${id}, ${mailId})`.execute(db.kysely);
      return id;
    },
  };
}

async function one<T>(db: Database, statement: ReturnType<typeof sql>): Promise<T> {
  const { rows } = await statement.execute(db.kysely);
  const [row] = rows as { id: T }[];
  if (!row) throw new Error('nothing was inserted');
  return row.id;
}
