import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { JobData, JobName, Jobs } from './jobs.ts';
import type { Schema } from './schema.ts';

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

export interface JobOptions {
  /** Not before this instant. */
  readonly startAfter?: Date;
}

/** A transaction with what belongs into it: the change itself, its audit row, the events and the jobs it causes. */
export interface Tx {
  readonly sql: Transaction<Schema>;
  /** Written just before the commit, in order; readers see them once the change is committed. */
  readonly publish: (event: NewEvent, audience: Audience) => void;
  readonly audit: (entry: {
    readonly tenantId: TenantId | null;
    readonly action: string;
    /** Kind and id: `interaction:12`. */
    readonly subject: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  }) => Promise<void>;
  /** The job exists if and only if the transaction commits. */
  readonly enqueue: <N extends JobName>(name: N, data: JobData[N], options?: JobOptions) => Promise<void>;
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

/** Channel on which every committed event is announced: payload `<tenant id>:<revision>`. */
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
    const published: { event: NewEvent; audience: Audience }[] = [];
    return kysely.transaction().execute(async (trx) => {
      const result = await work({
        sql: trx,
        publish: (event, audience) => {
          published.push({ event, audience });
        },
        audit: async ({ tenantId, action, subject, detail }) => {
          await trx
            .insertInto('audit')
            .values({ tenant_id: tenantId, actor, action, subject, detail: JSON.stringify(detail ?? {}) })
            .execute();
        },
        enqueue: async (name, data, options) => {
          const queue = jobs();
          if (!queue) throw new Error(`this program cannot enqueue the job ${name}`);
          await queue.send(trx, name, data, options);
        },
      });
      for (const { event, audience } of published) await writeEvent(trx, event, audience);
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

/**
 * Events are the last thing a transaction writes. The lock makes revisions rise in commit order, so that a reader
 * who has seen revision n has seen all before it; it is held only until the commit that follows at once.
 */
async function writeEvent(trx: Transaction<Schema>, event: NewEvent, audience: Audience): Promise<void> {
  await sql`select pg_advisory_xact_lock(${eventLock}::int, ${Number(audience.tenantId)}::int)`.execute(trx);
  const { rows } = await sql<{ revision: string }>`
    insert into event (tenant_id, revision, service_group_id, agent_id, payload)
    select ${audience.tenantId}, revision, ${audience.serviceGroupId ?? null}, ${audience.agentId ?? null},
      ${JSON.stringify(event)}::jsonb || jsonb_build_object('revision', revision)
    from (select coalesce(max(revision), 0) + 1 as revision from event where tenant_id = ${audience.tenantId}) next
    returning revision`.execute(trx);
  const revision = rows[0]?.revision;
  await sql`select pg_notify(${eventChannel}, ${`${audience.tenantId}:${revision}`})`.execute(trx);
}
