import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { startJobs } from './jobs.ts';
import { migrate } from './migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Socket on which the test run's database server is asked for; see test-database.ts. */
    databaseDoor: string;
  }
}

/** The migrated database, with the tables of the jobs, that each test file clones. */
export const templateDatabase = 'postroom';

/**
 * Global set-up of a test run: one PostgreSQL server for all its files. It starts when the first file asks for it,
 * so that runs without a database pay nothing, belongs to the main process of the run, and ends with it.
 */
export default async function serveTestDatabase(project: TestProject): Promise<() => Promise<void>> {
  const door = path.join(os.tmpdir(), `postroom-tests-${randomUUID()}.sock`);
  let started: Promise<{ server: EmbeddedPostgres; home: string }> | undefined;
  const listener = createServer((socket) => {
    socket.on('error', () => undefined);
    started ??= startServer();
    started.then(
      ({ server }) => socket.end(JSON.stringify({ connection: server.connection })),
      (error: unknown) => socket.end(JSON.stringify({ problem: String(error) })),
    );
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(door, resolve);
  });
  project.provide('databaseDoor', door);
  return async () => {
    listener.close();
    if (!started) return;
    const { server, home } = await started;
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}

async function startServer(): Promise<{ server: EmbeddedPostgres; home: string }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-tests-'));
  const server = await startEmbeddedPostgres(home);
  const client = new Client(server.connection);
  await client.connect();
  // Nothing here has to outlive a power cut.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    await client.query(`alter system set ${setting} = off`);
  }
  await client.query('select pg_reload_conf()');
  await client.end();
  await migrate(server.connection);
  const jobs = await startJobs(server.connection, () => undefined);
  await jobs.stop();
  return { server, home };
}
