import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';

export interface Health {
  readonly ok: boolean;
  /** For signed-in agents only, of their own tenant; never holds secrets. */
  readonly detail?: {
    readonly database: 'answers' | 'does not answer';
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

export type ReadHealth = (viewer: Viewer | null) => Promise<Health>;

const patience = 3_000;

/**
 * Whether this process can do its work: it runs and its database answers. Mail servers that fail are told to those who
 * are signed in, but make nothing not ok: restarting the backend would not mend them.
 */
export function healthReader(db: Database): ReadHealth {
  return async (viewer) => {
    const answers = await Promise.race([
      sql`select`.execute(db.kysely).then(
        () => true,
        () => false,
      ),
      delay(patience, false, { ref: false }),
    ]);
    if (!viewer) return { ok: answers };
    if (!answers) return { ok: false, detail: { database: 'does not answer', mailConnections: [] } };
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
