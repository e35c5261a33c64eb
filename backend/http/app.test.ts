import { request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '../../contract/error.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { hashPassword } from '../people/password.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import { callOperation, createTestApp, startTestSession } from './test-app.ts';

let database: TestDatabase;
let centre: TestCentre;
let app: FastifyInstance;
let token: string;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  app = createTestApp(database.db);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const ann = await centre.addAgent('ann', [await centre.addGroup('help')]);
  token = await startTestSession(database.db, ann);
});
afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

/** Over the network, with headers that `fetch` would not let us set. */
async function get(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, app.listeningOrigin), { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('an agent signs in, reads who they are, becomes ready and signs out', async () => {
  const { agentId } = await centre.addAgent('bob', []);
  await database.db.kysely
    .updateTable('agent')
    .set({ password_hash: await hashPassword('correct horse') })
    .where('id', '=', agentId)
    .execute();
  const refused = await callOperation(app, null, 'session.signIn', { login: 'bob', password: 'wrong' });
  expect(refused).toMatchObject({ status: 401, code: 'wrong-credentials' });
  const { body } = await callOperation(app, null, 'session.signIn', {
    login: 'bob',
    password: 'correct horse',
  });
  const session = body as { token: string };
  expect(await callOperation(app, session.token, 'session.read')).toMatchObject({
    body: { agent: { login: 'bob' } },
  });
  expect(
    await callOperation(app, session.token, 'presence.set', { state: 'ready', reason: null }),
  ).toMatchObject({ body: { state: 'ready' } });
  expect(await callOperation(app, session.token, 'session.signOut')).toMatchObject({ status: 200 });
  expect(await callOperation(app, session.token, 'session.read')).toMatchObject({ status: 401 });
});

test('requests of other web sites and other names are refused, our own are not', async () => {
  const authorization = `Bearer ${token}`;
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'file://' },
    { host: 'evil.example' },
    { host: 'evil.example', origin: 'http://evil.example' },
    { origin: 'http://127.0.0.1:1' },
  ]) {
    expect(await get('/api/session', { authorization, ...headers })).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
  }
  expect((await get('/api/session', { authorization, origin: app.listeningOrigin })).status).toBe(200);
  expect((await get('/api/session', { authorization })).status).toBe(200);
});

test('whatever is wrong with a request, the answer is a failure of the contract', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const cases = [
    [{ method: 'GET', url: '/api/nothing' }, 404, 'not-found'],
    [{ method: 'GET', url: '/api/interactions/%zz' }, 400, 'invalid-input'],
    [{ method: 'GET', url: '/api/interactions/abc' }, 400, 'invalid-input'],
    [{ method: 'GET', url: '/api/interactions?list=mine&list=closed' }, 400, 'invalid-input'],
    [{ method: 'PUT', url: '/api/presence', payload: '{"state":' }, 400, 'invalid-input'],
    [{ method: 'PUT', url: '/api/presence', payload: '[]' }, 400, 'invalid-input'],
    [{ method: 'PUT', url: '/api/presence', payload: '{"__proto__":{"a":1}}' }, 400, 'invalid-input'],
    [{ method: 'PUT', url: '/api/presence', payload: `"${'x'.repeat(2_000_000)}"` }, 413, 'too-large'],
    [
      {
        method: 'PUT',
        url: '/api/presence',
        payload: '<a/>',
        headers: { ...headers, 'content-type': 'text/xml' },
      },
      400,
      'invalid-input',
    ],
  ] as const;
  for (const [call, status, code] of cases) {
    const response = await app.inject({ headers, ...call });
    expect({
      call: call.url,
      status: response.statusCode,
      code: failure.parse(response.json()).code,
    }).toEqual({
      call: call.url,
      status,
      code,
    });
  }
});

test('a recipient that is no address has a code of its own', async () => {
  const content = {
    to: [{ name: '', address: 'a@b.example\r\nBcc: c@d.example', source: 'typed' }],
    cc: [],
    bcc: [],
    subject: '',
    html: '',
    culture: 'en-US',
  };
  const saved = await callOperation(app, token, 'drafts.save', { id: '1', baseRevision: 1, content });
  expect(saved).toMatchObject({
    status: 422,
    code: 'bad-address',
    body: { detail: { field: 'content.to.0.address' } },
  });
});

test('a bug is told without its words, under an id', async () => {
  const broken = createTestApp({
    ...database.db,
    get kysely(): never {
      throw new TypeError('secret words');
    },
  });
  const response = await broken.inject({
    url: '/api/session',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.statusCode).toBe(500);
  const told = failure.parse(response.json());
  expect(told.code).toBe('internal');
  expect(told.detail?.['requestId']).toBe(response.headers['x-request-id']);
  expect(response.payload).not.toContain('secret');
  await broken.close();
});

test('health tells strangers only whether all is well', async () => {
  await centre.addMailServer();
  await database.db.kysely
    .insertInto('connection_health')
    .values((eb) => ({
      mail_server_id: eb.selectFrom('mail_server').select('id'),
      direction: 'out',
      state: 'failing',
      problem: 'refused',
    }))
    .execute();
  expect((await get('/api/health', {})).body).toEqual({ ok: true });
  expect((await get('/api/health', { authorization: `Bearer ${token}` })).body).toMatchObject({
    ok: true,
    detail: {
      database: 'answers',
      mailConnections: [{ server: 'main', direction: 'out', state: 'failing', problem: 'refused' }],
    },
  });
});

test('what the database cannot hold or count is no fault of ours', async () => {
  for (const id of ['9223372036854775808', '9999999999999999999']) {
    expect(await callOperation(app, token, 'interactions.read', { id })).toMatchObject({
      status: 400,
      code: 'invalid-input',
    });
  }
  for (const login of ['nu\0l', 'half \ud83d']) {
    expect(await callOperation(app, null, 'session.signIn', { login, password: 'x' })).toMatchObject({
      code: 'wrong-credentials',
    });
  }
});
