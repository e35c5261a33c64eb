import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'postroom-pg-'));
});
afterEach(async () => {
  // A server that was killed may still be putting files away.
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function query<T>(connection: pg.ClientConfig, text: string): Promise<readonly T[]> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  return Number((await readFile(path.join(home, 'data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('what was committed is there after the server and its starter were killed', async () => {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)};
    await startEmbeddedPostgres(${JSON.stringify(home)});
    console.log('up');
    setInterval(() => undefined, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(starter.stdout, 'data');
  const found = await startEmbeddedPostgres(home);
  expect(found.reused).toBe(true);
  await query(found.connection, 'create table kept as select 42 as answer');
  const pid = await serverPid();
  starter.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });

  const second = await startEmbeddedPostgres(home);
  expect(second.reused).toBe(false);
  process.kill(await serverPid(), 'SIGKILL');
  const third = await startEmbeddedPostgres(home);
  expect(await query(third.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await third.stop();
  await second.stop();
});

test('a server that is killed under its starter runs again by itself', async () => {
  const lost: string[] = [];
  const server = await startEmbeddedPostgres(home, (error) => lost.push(error.message));
  await query(server.connection, 'create table kept as select 42 as answer');
  process.kill(await serverPid(), 'SIGKILL');
  await vi.waitFor(
    async () => expect(await query(server.connection, 'select answer from kept')).toEqual([{ answer: 42 }]),
    { timeout: 20_000 },
  );
  expect(lost[0]).toMatch(/ended by itself/);
  await server.stop();
});

test('a server that hangs while it ends is made to end, and nothing that was committed is lost', async () => {
  const server = await startEmbeddedPostgres(home, undefined, 1);
  await query(server.connection, 'create table kept as select 42 as answer');
  // Stopped, it keeps the others waiting for the last checkpoint.
  const [checkpointer] = await query<{ readonly pid: number }>(
    server.connection,
    `select pid from pg_stat_activity where backend_type = 'checkpointer'`,
  );
  process.kill(checkpointer?.pid ?? 0, 'SIGSTOP');
  await server.stop();
  const next = await startEmbeddedPostgres(home);
  expect(next.reused).toBe(false);
  expect(await query(next.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await next.stop();
});

test('a database that was cut off while it was being made is made anew', async () => {
  await mkdir(path.join(home, 'initialising-cut-off/base'), { recursive: true });
  const server = await startEmbeddedPostgres(home);
  expect(await query(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect((await readdir(home)).filter((name) => name.startsWith('initialising-'))).toEqual([]);
  await server.stop();
});

test('processes that start at once migrate the database once', async () => {
  const server = await startEmbeddedPostgres(home);
  const applied = await Promise.all([1, 2, 3].map(() => migrate(server.connection)));
  const names = applied.flat();
  expect(names).toContain('0001_foundation.sql');
  expect(new Set(names).size).toBe(names.length);
  await server.stop();
});

test('a database of a newer Postroom is left alone, and the message says what to do', async () => {
  const server = await startEmbeddedPostgres(home);
  await migrate(server.connection);
  await query(server.connection, "insert into migration (name, sha256) values ('9999_future.sql', 'x')");
  await expect(migrate(server.connection)).rejects.toThrow(
    /newer Postroom.*9999_future\.sql.*database of its own/,
  );
  await server.stop();
});
