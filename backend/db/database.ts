import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { JobData, JobName, JobOptions, Jobs, NewJob } from './jobs.ts';
import type { Schema } from './schema.ts';
import { jsonText } from './json-text.ts';

/** Who is told of an event: a group's agents, one agent, or (neither) everybody of the tenant. */
export interface Audience {
  readonly tenantId: TenantId;
  readonly serviceGroupId?: ServiceGroupId;
  readonly agentId?: AgentId;
}

/** An event before its revision is known. */
export type NewEvent = RealtimeEvent extends infer E
  ? E extends RealtimeEvent
    ? Omit<E, 'revision'>
    : never
  : never;

interface AddressedEvent {
  readonly event: NewEvent;
  readonly audience: Audience;
}

export interface AuditEntry {
  readonly tenantId: TenantId | null;
  readonly action: string;
  /** Kind and id: `interaction:12`. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * A transaction with what belongs into it: the change itself, its audit rows, the jobs and the events it causes. These
 * three are collected and written together before the commit.
 */
export interface Tx {
  readonly sql: Transaction<Schema>;
  /** In order; readers see them once the change is committed. */
  readonly publish: (event: NewEvent, audience: Audience) => void;
  readonly audit: (entry: AuditEntry) => void;
  /** The job exists if and only if the transaction commits. */
  readonly enqueue: <N extends JobName>(name: N, data: JobData[N], options?: JobOptions) => void;
}

export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly pool: pg.Pool;
  /**
   * Runs `work` in one transaction and commits. Serialization failures and deadlocks are tried again, so `work`
   * must have no effect outside the database.
   * @param actor an agent's login, `configuration` or `system`; goes into the audit
   */
  readonly transaction: <T>(actor: string, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** A connection of its own, outside the pool: for LISTEN and for session-level advisory locks. End it yourself. */
  readonly connect: () => Promise<pg.Client>;
  readonly close: () => Promise<void>;
}

export interface DatabaseAddress {
  /** What `pg` takes: a connection string, or socket folder, port, user and database. */
  readonly connection: pg.ClientConfig;
  readonly poolSize?: number;
}

/** Channel on which a commit with events is announced: payload `<tenant id>:<its newest revision>`. */
export const eventChannel = 'postroom_event';

/** Namespace of the advisory locks that order events; the second key is the tenant. */
const eventLock = 0x706f7374;

const retriable = new Set(['40001', '40P01']);

/**
 * @param jobs null for programs that only read or that change nothing which causes jobs (then `enqueue` throws)
 */
export function openDatabase(
  address: DatabaseAddress,
  jobs: () => Jobs | null,
  onError: (error: Error) => void,
): Database {
  let closing = false;
  // A server that stops right after us may still end connections that are saying goodbye: no news to anybody.
  const report = (error: Error): void => {
    if (!closing) onError(error);
  };
  const pool = new pg.Pool({ ...address.connection, max: address.poolSize ?? 10 });
  // Without a listener a lost idle connection would end the process.
  pool.on('error', report);
  // The pool listens only to those at rest. One lost between two statements tells the second.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });

  async function attempt<T>(actor: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const audited: AuditEntry[] = [];
    const enqueued: NewJob[] = [];
    const published: AddressedEvent[] = [];
    return kysely.transaction().execute(async (trx) => {
      const result = await work({
        sql: trx,
        publish: (event, audience) => {
          published.push({ event, audience });
        },
        audit: (entry) => {
          audited.push(entry);
        },
        enqueue: (name, data, options) => {
          if (!jobs()) throw new Error(`this program cannot enqueue the job ${name}`);
          enqueued.push({ name, data, ...options });
        },
      });
      await writeAudit(trx, actor, audited);
      await jobs()?.send(trx, enqueued);
      await writeEvents(trx, published);
      return result;
    });
  }

  return {
    kysely,
    pool,
    async transaction(actor, work) {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(actor, work);
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? error.code : undefined;
          if (tries >= 5 || typeof code !== 'string' || !retriable.has(code)) throw error;
        }
      }
    },
    async connect() {
      const client = new pg.Client(address.connection);
      client.on('error', report);
      await client.connect();
      return client;
    },
    async close() {
      closing = true;
      await kysely.destroy();
    },
  };
}

async function writeAudit(
  trx: Transaction<Schema>,
  actor: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await trx
    .insertInto('audit')
    .values(
      entries.map(({ tenantId, action, subject, detail }) => ({
        tenant_id: tenantId,
        actor,
        action,
        subject,
        detail: jsonText(detail ?? {}),
      })),
    )
    .execute();
}

/**
 * Events are the last thing a transaction writes. The lock makes revisions rise in commit order, so that a reader
 * who has seen revision n has seen all before it; it is held only until the commit that follows at once.
 */
async function writeEvents(trx: Transaction<Schema>, events: readonly AddressedEvent[]): Promise<void> {
  const byTenant = Map.groupBy(events, ({ audience }) => audience.tenantId);
  // The tenants in one order everywhere, so that two transactions do not wait for each other in a circle.
  for (const [tenantId, some] of [...byTenant].toSorted(([one], [other]) => Number(one) - Number(other))) {
    const rows = some.map(({ event, audience }) => ({
      service_group_id: audience.serviceGroupId,
      agent_id: audience.agentId,
      payload: event,
    }));
    await sql`select pg_advisory_xact_lock(${eventLock}::int, ${Number(tenantId)}::int)`.execute(trx);
    await sql`
      with newest as (select coalesce(max(revision), 0) as revision from event where tenant_id = ${tenantId}),
      written as (
        insert into event (tenant_id, revision, service_group_id, agent_id, payload)
        select ${tenantId}, newest.revision + n, row.service_group_id, row.agent_id,
          row.payload || jsonb_build_object('revision', newest.revision + n)
        from newest, rows from (jsonb_to_recordset(${jsonText(rows)}::jsonb)
          as (service_group_id bigint, agent_id bigint, payload jsonb)) with ordinality
          as row (service_group_id, agent_id, payload, n)
        returning revision)
      select pg_notify(${eventChannel}, ${tenantId} || ':' || max(revision)) from written`.execute(trx);
  }
}
