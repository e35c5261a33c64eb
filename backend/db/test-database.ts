import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client, type ClientConfig } from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database } from './database.ts';
import { startJobs, type Jobs } from './jobs.ts';
import { templateDatabase } from './test-database-server.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** For what opens a database of its own: a second backend process, `startJobs`. */
  readonly connection: ClientConfig;
  /** Present if asked for: the real pg-boss, so that `enqueue` and `work` work. */
  readonly jobs: Jobs | null;
}

/**
 * A migrated, empty PostgreSQL database for one test file, on the server that the test run shares. Open it in
 * `beforeAll` (or with `await using`) and dispose of it at the end.
 * @param options.jobs true: start pg-boss on it. Without, `enqueue` throws.
 */
export async function openTestDatabase(options: { readonly jobs?: boolean } = {}): Promise<TestDatabase> {
  const template = await askForServer(inject('databaseDoor'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(template, `create database ${name} template ${templateDatabase}`);
  const connection = { ...template, database: name };
  const failures: Error[] = [];
  const jobs = options.jobs ? await startJobs(connection, (error) => failures.push(error)) : null;
  const db = openDatabase(
    { connection },
    () => jobs,
    (error) => failures.push(error),
  );
  return {
    db,
    connection,
    jobs,
    async [Symbol.asyncDispose]() {
      await jobs?.stop();
      await db.close();
      // Asked before: the drop may end a connection that is still saying goodbye.
      const [failure] = failures;
      await run(template, `drop database ${name} with (force)`);
      if (failure) throw failure;
    },
  };
}

async function askForServer(door: string): Promise<ClientConfig> {
  const answer: unknown = JSON.parse(await text(connect(door)));
  if (typeof answer === 'object' && answer !== null && 'connection' in answer)
    return answer.connection as object;
  throw new Error(`The test run has no database: ${JSON.stringify(answer)}`);
}

/** From `postgres`, since a database that is cloned must have no connection. */
async function run(template: ClientConfig, statement: string): Promise<void> {
  const client = new Client({ ...template, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
