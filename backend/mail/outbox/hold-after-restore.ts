import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { publishOutgoing } from './publish-outgoing.ts';

export interface Held {
  readonly outgoing: number;
  readonly automatic: number;
}

const words =
  'The database was restored from a backup, so nobody can say whether this mail was sent since. It is not sent again by itself.';

/**
 * After a backup was restored: what was to be sent when it was made may have been sent since. Each such mail becomes
 * `uncertain` and waits for a person; automatic mail that was planned is suppressed with its evidence, as is what mail
 * from before now would cause when it is taken in once more. Doing it again does no harm.
 */
export async function holdAfterRestore(db: Database): Promise<Held> {
  return db.transaction('system', async (tx) => {
    await tx.sql.insertInto('restored').defaultValues().execute();
    const outgoing = await tx.sql
      .updateTable('outgoing')
      .set({ state: 'uncertain', last_error: words })
      .where('state', 'in', ['queued', 'sending', 'data-sent'])
      .returning(['id', 'tenant_id'])
      .execute();
    for (const { id, tenant_id: tenantId } of outgoing) {
      await publishOutgoing(tx, id);
      const subject = `outgoing:${id}`;
      tx.audit({ tenantId, action: 'outgoing.uncertain', subject, detail: { problem: words } });
    }
    const automatic = await tx.sql
      .updateTable('automatic_mail')
      .set({
        state: 'suppressed',
        decided_at: sql<Date>`now()`,
        evidence: JSON.stringify([
          { rule: 'late', source: 'postroom restored', value: '', says: 'it may have been sent already' },
        ]),
      })
      .where('state', '=', 'planned')
      .returning(['id', 'tenant_id'])
      .execute();
    for (const { id, tenant_id: tenantId } of automatic)
      tx.audit({ tenantId, action: 'automatic-mail.suppressed', subject: `automatic-mail:${id}` });
    return { outgoing: outgoing.length, automatic: automatic.length };
  });
}
