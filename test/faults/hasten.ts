import type { Database } from '../../backend/db/database.ts';
import type { Jobs } from '../../backend/db/jobs.ts';

/** The time of those that were put off has come: they are tried again at once. */
export async function hasten(db: Database, jobs: Jobs): Promise<void> {
  await db.kysely.transaction().execute(async (trx) => {
    const rows = await trx
      .updateTable('outgoing')
      .set({ not_before: new Date(0) })
      .where('state', '=', 'queued')
      .where('attempts', '>', 0)
      .where('not_before', '>', new Date(0))
      .returning('id')
      .execute();
    await jobs.send(
      trx,
      rows.map(({ id }) => ({ name: 'send' as const, data: { outgoingId: id } })),
    );
  });
}
