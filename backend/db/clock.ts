import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';

/**
 * Now, by the clock of the database. Whatever is held against an instant that a row keeps goes by it: the clock of a
 * backend's own machine may be hours off, or be set while it runs.
 */
export async function readClock(on: Tx['sql'] | Database['kysely']): Promise<Date> {
  const { rows } = await sql<{ readonly now: Date }>`select clock_timestamp() as now`.execute(on);
  const [row] = rows;
  if (!row) throw new Error('the database does not tell the time');
  return row.now;
}
