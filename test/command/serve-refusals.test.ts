import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** One sentence with what to do: no stack, no password, nothing on standard output, exit status 1. */
function expectRefusal(ended: EndedPostroom, sentence: RegExp): void {
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toMatch(sentence);
  expect(ended.err).not.toMatch(/\n {4}at |pg-secret/);
}

test('a DATABASE_URL that is none is refused without repeating it', async () => {
  expectRefusal(
    await serve({ DATABASE_URL: 'pg-secret@nowhere' }),
    /^postroom serve: DATABASE_URL is not of the form postgres:\/\/.*\n$/,
  );
});

test('a database that cannot be reached is named with what to do, by every command', async () => {
  const env = { DATABASE_URL: 'postgres://anna:pg-secret@127.0.0.1:9/postroom' };
  const refusal =
    /^postroom \w+: No PostgreSQL accepts connections at 127\.0\.0\.1:9 .*Start it, or correct host and port in DATABASE_URL\.\n$/;
  for (const command of ['serve', 'export', 'migrate']) {
    expectRefusal(await runPostroom([command], folder, env), refusal);
  }
});

test('a database whose name is unknown is refused', async () => {
  expectRefusal(
    await serve({ DATABASE_URL: 'postgres://anna:pg-secret@no-such-host.invalid/postroom' }),
    /^postroom serve: The name no-such-host\.invalid .* cannot be resolved .*DATABASE_URL.*\n$/,
  );
});

test('a database that accepts the connection and says nothing is given up', async () => {
  const place = await listenSilently();
  expectRefusal(
    await serve({ DATABASE_URL: `postgres://anna:pg-secret@${place}/postroom` }),
    new RegExp(`^postroom serve: The PostgreSQL at ${place} does not answer .*Check DATABASE_URL.*\\n$`),
  );
});

test('a busy HTTP port is named, with the variable that changes it', async () => {
  const place = await listenSilently();
  expectRefusal(
    await serve({ POSTROOM_HTTP: place }),
    new RegExp(
      `^postroom serve: The API cannot be served at ${place}: another program.*Set POSTROOM_HTTP to another host:port\\.\\n$`,
    ),
  );
});

test('a name to listen at that nobody knows is refused', async () => {
  expectRefusal(
    await serve({ POSTROOM_HTTP: 'no-such-host.invalid:8420' }),
    /^postroom serve: The API cannot be served at no-such-host\.invalid:8420: the name cannot be resolved.*POSTROOM_HTTP.*\n$/,
  );
});

test('a busy SMTP port is named, with the variable that changes it', async () => {
  const place = await listenSilently();
  expectRefusal(
    await serve({ POSTROOM_SMTP: place }),
    new RegExp(
      `^postroom.*: Mail cannot be listened for at ${place}: another program has it already\\. .*POSTROOM_SMTP\\.\\n$`,
    ),
  );
});

test('a data folder that cannot be made is named, with the variable that changes it', async () => {
  await writeFile(path.join(folder, 'file'), '');
  // Also where a file system answers a new folder as if its parent were missing.
  for (const data of ['file', 'file/below', '/proc/none']) {
    expectRefusal(
      await serve({ POSTROOM_DATA: data }),
      /^postroom serve: The data folder \/.*(file|below|none) cannot be written .*Set POSTROOM_DATA.*\n$/,
    );
  }
});
