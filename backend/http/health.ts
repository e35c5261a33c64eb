import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';

export interface Health {
  readonly ok: boolean;
  /** For signed-in agents only, of their own tenant; never holds secrets. */
  readonly detail?: {
    readonly database: 'answers' | 'does not answer' | 'cannot store';
    readonly mailConnections: readonly {
      readonly server: string;
      readonly direction: 'in' | 'out';
      readonly state: 'connected' | 'failing';
      readonly since: string;
      readonly checkedAt: string;
      readonly problem: string | null;
    }[];
  };
}

type DatabaseState = NonNullable<Health['detail']>['database'];

export type ReadHealth = (viewer: Viewer | null) => Promise<Health>;

const patience = 3_000;

/** A full disk is noticed so soon, and asking for health costs no more than one attempt at writing in that time. */
const probeMilliseconds = 5_000;

/**
 * Whether this process can do its work: it runs, its database answers and has room to store. Mail servers that fail are
 * told to those who are signed in, but make nothing not ok: restarting the backend would not mend them.
 */
export function healthReader(db: Database): ReadHealth {
  let last: { readonly at: number; readonly state: Promise<DatabaseState> } | null = null;
  const look = (): Promise<DatabaseState> => {
    const now = performance.now();
    if (!last || now - last.at >= probeMilliseconds) last = { at: now, state: probe(db) };
    return last.state;
  };
  return async (viewer) => {
    const database = await Promise.race([
      answers(db).then((does) => (does ? look() : 'does not answer')),
      delay(patience, 'does not answer' as const, { ref: false }),
    ]);
    if (!viewer) return { ok: database === 'answers' };
    if (database !== 'answers') return { ok: false, detail: { database, mailConnections: [] } };
    const rows = await db.kysely
      .selectFrom('connection_health')
      .innerJoin('mail_server', 'mail_server.id', 'connection_health.mail_server_id')
      .where('mail_server.tenant_id', '=', viewer.tenantId)
      .where('mail_server.removed_at', 'is', null)
      .select(['mail_server.key', 'direction', 'state', 'since', 'checked_at', 'problem'])
      .orderBy('mail_server.key')
      .orderBy('direction')
      .execute();
    return {
      ok: true,
      detail: {
        database: 'answers',
        mailConnections: rows.map((row) => ({
          server: row.key,
          direction: row.direction,
          state: row.state,
          since: row.since.toISOString(),
          checkedAt: row.checked_at.toISOString(),
          problem: row.problem,
        })),
      },
    };
  };
}

function answers(db: Database): Promise<boolean> {
  return sql`select`.execute(db.kysely).then(
    () => true,
    () => false,
  );
}

/**
 * Has the database write a megabyte to its disk: a sort that has too little memory for it, in a file that is gone
 * afterwards. A row would fit into some free page even where there is no room for a mail, and leave a dead row behind.
 */
async function probe(db: Database): Promise<DatabaseState> {
  try {
    await db.kysely.transaction().execute(async (tx) => {
      await sql`set local work_mem = '64kB'`.execute(tx);
      await sql`
        select count(*) from (select number from generate_series(1, 60000) as number order by number desc offset 1)
          as sorted`.execute(tx);
    });
    return 'answers';
  } catch (error) {
    // 53: no room, or no more than is granted. All else is told by the question before.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return /^(53|58030)/.test(code) ? 'cannot store' : 'does not answer';
  }
}
