import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../backend/db/embedded-postgres.ts';
import { createBackendClient, type BackendClient } from '../../electron/services/backend-client.ts';
import { runPostroom, startBackendProcess, type BackendProcess } from '../world/backend.ts';

let home: string;
let server: EmbeddedPostgres;
let backends: readonly [BackendProcess, BackendProcess];

const configuration = {
  version: 1 as const,
  tenants: [
    {
      key: 'desk',
      name: 'Desk',
      culture: 'en-US',
      serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
      serviceAccesses: [{ name: 'Help', address: 'help@desk.example', group: 'help' }],
      agents: ['anna', 'bo'].map((login) => ({
        login,
        password: '${AGENT_PASSWORD}',
        capacity: 10,
        groups: ['help'],
      })),
    },
  ],
};

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'postroom-shared-'));
  server = await startEmbeddedPostgres(home);
  const { host, port, user, database } = server.connection;
  const DATABASE_URL = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(String(host))}&port=${port}`;
  const env = { DATABASE_URL, AGENT_PASSWORD: 'shared secret' };
  // Both migrate the empty database, at once.
  const [first, second] = await Promise.all([startBackendProcess({ env }), startBackendProcess({ env })]);
  backends = [first, second];
  // Beside the running ones, which hear of it.
  const file = path.join(home, 'configuration.json');
  await writeFile(file, JSON.stringify(configuration));
  const applied = await runPostroom(['apply', file], { ...process.env, ...env });
  if (applied.code !== 0) throw new Error(applied.output);
});
afterAll(async () => {
  await Promise.all((backends ?? []).map((backend) => backend.stop()));
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function signIn(backend: BackendProcess, login: string): Promise<BackendClient> {
  let token: string | null = null;
  const client = createBackendClient({ backend: new URL(backend.url), token: () => token });
  ({ token } = await client.call('session.signIn', { login, password: 'shared secret' }));
  return client;
}

async function mine(client: BackendClient) {
  return (await client.call('interactions.list', { list: 'mine', limit: 100 })).interactions;
}

test('two backends on one database share the work: each mail goes to one agent, wherever both are signed in', async () => {
  const agents = [await signIn(backends[0], 'anna'), await signIn(backends[1], 'bo')] as const;
  for (const agent of agents) await agent.call('presence.set', { state: 'ready', reason: null });

  const transport = createTransport({ host: '127.0.0.1', port: backends[0].smtpPort ?? 0, ignoreTLS: true });
  const subjects = Array.from({ length: 12 }, (_, number) => `Question ${number}`);
  for (const subject of subjects) {
    await transport.sendMail({
      from: 'customer@example.com',
      to: 'help@desk.example',
      subject,
      text: subject,
    });
  }
  transport.close();

  // Each agent accepts what is offered until nothing is left.
  await vi.waitFor(
    async () => {
      for (const agent of agents) {
        for (const { id, epoch, state } of await mine(agent)) {
          if (state === 'offered') await agent.call('interactions.accept', { id, epoch });
        }
      }
      const held = (await Promise.all(agents.map((agent) => mine(agent)))).flat();
      expect(held.filter(({ state }) => state === 'open')).toHaveLength(subjects.length);
    },
    { timeout: 30_000, interval: 100 },
  );
  const [annas, bos] = await Promise.all(
    agents.map(async (agent) => (await mine(agent)).map(({ subject }) => subject)),
  );
  expect([...(annas ?? []), ...(bos ?? [])].toSorted()).toEqual(subjects.toSorted());
  expect(annas?.length).toBeGreaterThan(0);
  expect(bos?.length).toBeGreaterThan(0);
});
