import { sql } from 'kysely';
import type { TenantId } from '../../../contract/domain/ids.ts';
import type { MailWarning } from '../../../contract/domain/mail-warning.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { FoundWarning } from './find-warnings.ts';

type Known = Pick<FoundWarning, 'serverId' | 'direction'>;

const nameOf = ({ serverId, direction }: Known): string => `${serverId} ${direction}`;

/**
 * Brings what agents are warned of up to what was found, audits what is new and what is over, and sends each tenant
 * where something changed all its warnings. Backends that do it at once tell it once.
 * @param found.quiet null where it was not looked for: what was found of it before stays
 */
export async function tellWarnings(
  db: Database,
  found: { readonly failing: readonly FoundWarning[]; readonly quiet: readonly FoundWarning[] | null },
): Promise<void> {
  await db.transaction('system', async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('mail-warnings', 0))`.execute(tx.sql);
    const told = await tx.sql
      .selectFrom('mail_warning')
      .innerJoin('mail_server', 'mail_server.id', 'mail_warning.mail_server_id')
      .select(['mail_server_id', 'direction', 'reason', 'problem', 'mail_server.tenant_id'])
      .execute();
    // That it fails says more than that it is quiet.
    const wanted = new Map([...(found.quiet ?? []), ...found.failing].map((one) => [nameOf(one), one]));
    const reasons = new Map(
      told.map((one) => [nameOf({ serverId: one.mail_server_id, direction: one.direction }), one.reason]),
    );
    const changed = new Set<TenantId>();
    for (const { mail_server_id: serverId, direction, tenant_id: tenantId, ...before } of told) {
      const name = nameOf({ serverId, direction });
      const now = wanted.get(name);
      if (!now && before.reason === 'quiet' && found.quiet === null) continue;
      if (now?.reason === before.reason && now.problem === before.problem) {
        wanted.delete(name);
        continue;
      }
      changed.add(tenantId);
      await tx.sql
        .deleteFrom('mail_warning')
        .where('mail_server_id', '=', serverId)
        .where('direction', '=', direction)
        .execute();
      if (!now) audit(tx, 'over', { serverId, tenantId, direction, reason: before.reason });
    }
    for (const one of wanted.values()) {
      changed.add(one.tenantId);
      await tx.sql
        .insertInto('mail_warning')
        .values({
          mail_server_id: one.serverId,
          direction: one.direction,
          reason: one.reason,
          since: one.since,
          problem: one.problem,
        })
        .execute();
      if (reasons.get(nameOf(one)) !== one.reason) audit(tx, 'raised', one);
    }
    for (const tenantId of changed) {
      const warnings = await listWarnings(tx.sql, tenantId);
      tx.publish({ type: 'mail-warnings.changed', warnings }, { tenantId });
    }
  });
}

/** What the agents of a tenant are warned of at present. */
export async function listWarnings(kysely: Database['kysely'], tenantId: TenantId): Promise<MailWarning[]> {
  const rows = await kysely
    .selectFrom('mail_warning')
    .innerJoin('mail_server', 'mail_server.id', 'mail_warning.mail_server_id')
    .select(['mail_server.key', 'direction', 'reason', 'since', 'problem'])
    .where('mail_server.tenant_id', '=', tenantId)
    .where('mail_server.removed_at', 'is', null)
    .orderBy('mail_server.key')
    .orderBy('direction')
    .execute();
  return rows.map(({ key, since, ...row }) => ({ server: key, ...row, since: since.toISOString() }));
}

function audit(
  tx: Tx,
  what: 'raised' | 'over',
  {
    serverId,
    tenantId,
    direction,
    reason,
  }: Pick<FoundWarning, 'serverId' | 'tenantId' | 'direction' | 'reason'>,
): void {
  tx.audit({
    tenantId,
    action: `mail-warning.${what}`,
    subject: `mail-server:${serverId}`,
    detail: { direction, reason },
  });
}
