import { type Database, openDatabase } from '../db/database.ts';
import { explainFullDisk } from '../full-disk.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabaseServer } from '../database-server.ts';
import { readEnvironment } from '../environment.ts';
import type { CommandIo } from './command.ts';

/**
 * Runs a command on the database of the environment, migrated: beside a running backend or, where none runs, on the
 * embedded database started for as long as it takes.
 */
export async function withDatabase<T>(io: CommandIo, work: (db: Database) => Promise<T>): Promise<T> {
  const { settings, warnings } = readEnvironment(io.env, io.cwd);
  for (const warning of warnings) io.err(warning);
  const server = await openDatabaseServer(settings, { role: 'command', signal: io.signal });
  try {
    await migrate(server.connection);
    const db = openDatabase(
      { connection: server.connection, poolSize: 3 },
      () => null,
      (error) => io.err(`The connection to the database failed: ${error.message}`),
    );
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  } catch (error) {
    throw await explainFullDisk(settings, error);
  } finally {
    await server.stop();
  }
}
