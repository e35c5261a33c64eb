import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runPostroom, type EndedPostroom } from './postroom-process.ts';

let folder: string;
const listeners: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-refusals-'));
});
afterEach(async () => {
  for (const { server, sockets } of listeners.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** Accepts connections and says nothing. */
async function listenSilently(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  listeners.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (env: Record<string, string>): Promise<EndedPostroom> => runPostroom(['serve'], folder, env);

/** One line that says what to do: no stack, no password, nothing on standard output, exit status 1. */
const refusal = (line: string): EndedPostroom => ({
  code: 1,
  out: '',
  err: expect.stringMatching(new RegExp(`^(?!.*pg-secret)${line}\\n$`)) as string,
});

test('a DATABASE_URL that is none is refused without repeating it', async () => {
  expect(await serve({ DATABASE_URL: 'pg-secret@nowhere' })).toEqual(
    refusal(String.raw`postroom serve: DATABASE_URL is not of the form postgres://.*`),
  );
});

test('a database that cannot be reached is named with what to do, by every command', async () => {
  const env = { DATABASE_URL: 'postgres://anna:pg-secret@127.0.0.1:9/postroom' };
  const line = String.raw`postroom \w+: No PostgreSQL accepts connections at 127\.0\.0\.1:9 .*Start it, or correct host and port in DATABASE_URL\.`;
  for (const command of ['serve', 'export', 'migrate']) {
    expect(await runPostroom([command], folder, env)).toEqual(refusal(line));
  }
});

test('a database whose name is unknown is refused', async () => {
  expect(await serve({ DATABASE_URL: 'postgres://anna:pg-secret@no-such-host.invalid/postroom' })).toEqual(
    refusal(
      String.raw`postroom serve: The name no-such-host\.invalid .* cannot be resolved .*DATABASE_URL.*`,
    ),
  );
});

test('a database that accepts the connection and says nothing is given up', async () => {
  const place = await listenSilently();
  expect(await serve({ DATABASE_URL: `postgres://anna:pg-secret@${place}/postroom` })).toEqual(
    refusal(`postroom serve: The PostgreSQL at ${place} does not answer .*Check DATABASE_URL.*`),
  );
});

test('a busy HTTP port is named, with the variable that changes it', async () => {
  const place = await listenSilently();
  expect(await serve({ POSTROOM_HTTP: place })).toEqual(
    refusal(
      `postroom serve: The API cannot be served at ${place}: another program.*Set POSTROOM_HTTP to another host:port\\.`,
    ),
  );
});

test('a name to listen at that nobody knows is refused', async () => {
  expect(await serve({ POSTROOM_HTTP: 'no-such-host.invalid:8420' })).toEqual(
    refusal(
      String.raw`postroom serve: The API cannot be served at no-such-host\.invalid:8420: the name cannot be resolved.*POSTROOM_HTTP.*`,
    ),
  );
});

test('a busy SMTP port is named, with the variable that changes it', async () => {
  const place = await listenSilently();
  expect(await serve({ POSTROOM_SMTP: place })).toEqual(
    refusal(
      `postroom.*: Mail cannot be listened for at ${place}: another program has it already\\. .*POSTROOM_SMTP\\.`,
    ),
  );
});

test('a data folder that cannot be made is named, with the variable that changes it', async () => {
  await writeFile(path.join(folder, 'file'), '');
  // Also where a file system answers a new folder as if its parent were missing.
  for (const [data, why] of [
    ['file', 'file cannot be written \\(a file is in its place\\)'],
    ['file/below', 'below cannot be written \\(a part of its path is a file\\)'],
    ['/proc/none', 'none cannot be written .*'],
  ] as const) {
    expect(await serve({ POSTROOM_DATA: data })).toEqual(
      refusal(`postroom serve: The data folder /.*${why}\\. Set POSTROOM_DATA.*`),
    );
  }
});

test('a database of another PostgreSQL, and a damaged one, are named with what to do', async () => {
  const data = path.join(folder, 'data/postgres/data');
  expect((await runPostroom(['migrate'], folder, { POSTROOM_DATA: 'data' })).code).toBe(0);
  const version = await readFile(path.join(data, 'PG_VERSION'), 'utf8');
  await writeFile(path.join(data, 'PG_VERSION'), '14\n');
  expect(await serve({ POSTROOM_DATA: 'data' })).toEqual(
    refusal(
      `postroom serve: The database in ${data} was made by PostgreSQL 14, and this Postroom comes with ${version.trim()}\\. Run the Postroom that made it.*DATABASE_URL.*`,
    ),
  );
  await writeFile(path.join(data, 'PG_VERSION'), version);
  await truncate(path.join(data, 'global/pg_control'), 100);
  const { code, err } = await serve({ POSTROOM_DATA: 'data' });
  expect(code).toBe(1);
  expect(err).toMatch(/^postroom serve: The database in .* is damaged\. Restore .* from a backup/);
  expect(err).toMatch(/pg_control/);
});
