import { sql } from 'kysely';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { MailServerId } from '../db/configured-tables.ts';

export interface HealthReport {
  readonly serverId: MailServerId;
  readonly tenantId: TenantId;
  readonly direction: 'in' | 'out';
  readonly state: 'connected' | 'failing';
  /** In words for people. A connected server may have one as well: a mail that cannot be moved, say. */
  readonly problem: string | null;
  /** Only a person can mend it. */
  readonly lasting?: boolean;
}

/**
 * Keeps how a mail server does, for `doctor` and the screens; a change of state or problem is audited.
 * @returns true if something changed
 */
export async function reportHealth(db: Database, report: HealthReport): Promise<boolean> {
  return db.transaction('system', async (tx) => {
    const before = await tx.sql
      .selectFrom('connection_health')
      .select(['state', 'problem'])
      .where('mail_server_id', '=', report.serverId)
      .where('direction', '=', report.direction)
      .forUpdate()
      .executeTakeFirst();
    const changed = before?.state !== report.state || before.problem !== report.problem;
    await tx.sql
      .insertInto('connection_health')
      .values({
        mail_server_id: report.serverId,
        direction: report.direction,
        state: report.state,
        problem: report.problem,
        lasting: report.lasting ?? false,
      })
      .onConflict((conflict) =>
        conflict.columns(['mail_server_id', 'direction']).doUpdateSet({
          state: report.state,
          problem: report.problem,
          lasting: report.lasting ?? false,
          checked_at: sql`now()`,
          ...(before?.state === report.state ? {} : { since: sql`now()` }),
        }),
      )
      .execute();
    if (changed) {
      tx.audit({
        tenantId: report.tenantId,
        action: `mail-server.${report.state}`,
        subject: `mail-server:${report.serverId}`,
        detail: {
          direction: report.direction,
          ...(report.problem === null ? {} : { problem: report.problem }),
        },
      });
    }
    return changed;
  });
}
