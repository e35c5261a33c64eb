import Fastify, { type FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { interactionId, type ServiceGroupId } from '../../contract/domain/ids.ts';
import { type RealtimeEvent, realtimeEvent } from '../../contract/realtime.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { changePresence } from '../people/presence.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { forgetEvents } from './event-rows.ts';
import { attachEventStream } from './event-stream.ts';

let database: TestDatabase;
let centre: TestCentre;
let app: FastifyInstance;
let address: string;
let ended: Promise<void>;
const stop = new AbortController();
const sessions = new Map<string, Viewer>();
const readers = new Set<Reader>();

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  app = Fastify({ forceCloseConnections: true });
  ended = attachEventStream(app, {
    db: database.db,
    authenticate: (token) => Promise.resolve(sessions.get(token) ?? null),
    log: pino({ enabled: false }),
    heartbeat: 100,
    signal: stop.signal,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  address = app.listeningOrigin.replace('http', 'ws');
});
afterAll(async () => {
  for (const reader of readers) reader.close();
  stop.abort();
  await app.close();
  await ended;
  await database[Symbol.asyncDispose]();
});

class Reader {
  readonly events: RealtimeEvent[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;

  constructor(token: string, since?: number) {
    this.#socket = new WebSocket(`${address}/api/events${since === undefined ? '' : `?since=${since}`}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code) => resolve(code));
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (data: Buffer) => {
      this.events.push(realtimeEvent.parse(JSON.parse(data.toString())));
    });
    readers.add(this);
  }

  close(): void {
    this.#socket.terminate();
  }

  revisions(): number[] {
    return this.events.filter((event) => event.type === 'interaction.gone').map((event) => event.revision);
  }
}

/** Any event of a group will do. */
async function happen(group: ServiceGroupId, times = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    await database.db.transaction('test', async (tx) => {
      tx.publish(
        { type: 'interaction.gone', interactionId: interactionId.parse('1') },
        { tenantId: centre.tenantId, serviceGroupId: group },
      );
    });
  }
}

async function newest(): Promise<number> {
  const { rows } = await sql<{ max: string | null }>`
    select max(revision) from event where tenant_id = ${centre.tenantId}`.execute(database.db.kysely);
  return Number(rows[0]?.max ?? 0);
}

async function signIn(name: string, groups: readonly ServiceGroupId[]): Promise<Viewer> {
  const viewer = await centre.addAgent(name, groups);
  sessions.set(name, viewer);
  return viewer;
}

async function refusal(headers: Record<string, string>, path = '/api/events'): Promise<number | undefined> {
  const socket = new WebSocket(`${address}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      response.destroy();
      socket.terminate();
    });
    socket.on('open', () => resolve(undefined));
    socket.on('error', () => undefined);
  });
}

test('a reader is greeted and told what happens in its groups only', async () => {
  const mine = await centre.addGroup('mine');
  const other = await centre.addGroup('other');
  await signIn('ann', [mine]);
  const before = await newest();
  const reader = new Reader('ann');
  await vi.waitFor(() => expect(reader.events).toHaveLength(1));
  expect(reader.events[0]).toEqual({ type: 'hello', revision: before });

  await happen(other);
  await happen(mine);
  await vi.waitFor(() => expect(reader.revisions()).toEqual([before + 2]));
});

test('across reconnects at random moments every event arrives once and in order', async () => {
  const group = await centre.addGroup('flapping');
  await signIn('flo', [group]);
  const start = await newest();
  const total = 400;
  const writing = Promise.all([1, 2, 3, 4].map(() => happen(group, total / 4)));
  const seen: number[] = [];
  let since = start;
  while (seen.length < total) {
    const reader = new Reader('flo', since);
    const enough = Math.min(seen.length + 1 + Math.floor(Math.random() * 60), total);
    await vi.waitFor(() => expect(seen.length + reader.revisions().length).toBeGreaterThanOrEqual(enough), {
      timeout: 15_000,
      interval: 2,
    });
    seen.push(...reader.revisions());
    reader.close();
    since = seen.at(-1) ?? since;
  }
  await writing;
  expect(seen).toEqual(Array.from({ length: total }, (_, index) => start + index + 1));
});

test('who was away longer than events are kept, or comes from a future that was lost, reads everything again', async () => {
  const group = await centre.addGroup('kept');
  await signIn('kay', [group]);
  await happen(group, 3);
  await sql`update event set at = now() - interval '2 days' where tenant_id = ${centre.tenantId}`.execute(
    database.db.kysely,
  );
  expect(await forgetEvents(database.db, 24)).toBeGreaterThan(0);
  const revision = await newest();

  for (const since of [1, revision + 1_000]) {
    const reader = new Reader('kay', since);
    await vi.waitFor(() => expect(reader.events).toHaveLength(2));
    expect(reader.events).toEqual([
      { type: 'hello', revision },
      { type: 'reset', revision },
    ]);
  }
  await happen(group);
  expect(await newest()).toBe(revision + 1);
});

test('signing out ends the stream', async () => {
  const viewer = await signIn('ben', []);
  const reader = new Reader('ben');
  await vi.waitFor(() => expect(reader.events).toHaveLength(1));
  sessions.delete('ben');
  await database.db.transaction('ben', (tx) =>
    changePresence(tx, viewer, { state: 'offline', reason: null }),
  );
  expect(await reader.closed).toBe(1000);
});

test('a session that ends ends its stream; a changed membership resets it', async () => {
  const group = await centre.addGroup('ending');
  const viewer = await signIn('eve', [group]);
  const reader = new Reader('eve');
  await vi.waitFor(() => expect(reader.events).toHaveLength(1));

  sessions.set('eve', { ...viewer, groupIds: [] });
  await vi.waitFor(() => expect(reader.events.at(-1)?.type).toBe('reset'));

  sessions.delete('eve');
  expect(await reader.closed).toBe(1000);
  expect(reader.events.at(-1)?.type).toBe('session.ended');
});

test('a foreign Origin, another name of this host, a missing session and another path are refused', async () => {
  await signIn('sam', []);
  const authorization = 'Bearer sam';
  expect(await refusal({ authorization, origin: 'https://evil.example' })).toBe(403);
  expect(await refusal({ authorization, origin: 'null' })).toBe(403);
  expect(await refusal({ authorization, host: 'evil.example' })).toBe(403);
  expect(await refusal({})).toBe(401);
  expect(await refusal({ authorization: 'Bearer nobody' })).toBe(401);
  expect(await refusal({ authorization }, '/api/other')).toBe(404);
  expect(await refusal({ authorization }, '/api/events?since=-1')).toBe(400);
  expect(await refusal({ authorization, origin: app.listeningOrigin })).toBeUndefined();
});
