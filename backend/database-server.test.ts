import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabaseServer } from './database-server.ts';

let root: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'postroom-folder-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** A process of its own that holds the data folder until it is killed or its input ends. */
async function holdInChild(role: 'backend' | 'command'): Promise<ChildProcess> {
  const module = new URL('./database-server.ts', import.meta.url).href;
  const script = `
    import { openDatabaseServer } from ${JSON.stringify(module)};
    const server = await openDatabaseServer({ databaseUrl: null, dataFolder: ${JSON.stringify(root)} }, { role: ${JSON.stringify(role)} });
    console.log('open');
    process.stdin.on('end', async () => { await server.stop(); process.exit(0); }).resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  if (!child.stdout) throw new Error('no output');
  await once(child.stdout, 'data');
  return child;
}

const settings = () => ({ databaseUrl: null, dataFolder: root });

async function ask(connection: ConstructorParameters<typeof Client>[0]): Promise<unknown> {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query('select 1 as one');
  await client.end();
  return rows;
}

test('a second backend on the same data folder is told who holds it and what to do', async () => {
  const first = await holdInChild('backend');
  await expect(openDatabaseServer(settings(), { role: 'backend' })).rejects.toThrow(
    new RegExp(
      `Another Postroom backend \\(process ${first.pid}, since .*\\) uses the data folder ${root}. Stop it \\(kill ${first.pid}\\)`,
    ),
  );
});

test('a command uses the database of the backend that runs, and leaves it running', async () => {
  const backend = await holdInChild('backend');
  const server = await openDatabaseServer(settings(), { role: 'command' });
  expect(await ask(server.connection)).toEqual([{ one: 1 }]);
  await server.stop();
  expect(await ask(server.connection)).toEqual([{ one: 1 }]);
  expect(backend.exitCode).toBe(null);
});

test('a backend that starts while a command runs waits for it and then has the database for itself', async () => {
  const command = await holdInChild('command');
  const opening = openDatabaseServer(settings(), { role: 'backend' });
  command.stdin?.end();
  const server = await opening;
  await expect.poll(() => command.exitCode).toBe(0);
  expect(await ask(server.connection)).toEqual([{ one: 1 }]);
  await server.stop();
});

test('the data folder of a killed backend is free at once, and its database starts anew', async () => {
  for (let round = 0; round < 3; round++) {
    const killed = await holdInChild('backend');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const server = await openDatabaseServer(settings(), { role: 'backend' });
    expect(await ask(server.connection)).toEqual([{ one: 1 }]);
    await server.stop();
  }
});

test('a data folder that cannot be made says so', async () => {
  const file = path.join(root, 'file');
  await writeFile(file, '');
  await expect(
    openDatabaseServer({ databaseUrl: null, dataFolder: path.join(file, 'data') }, { role: 'backend' }),
  ).rejects.toThrow(/data folder .* cannot be written .* Set POSTROOM_DATA/);
});
