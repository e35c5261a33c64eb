import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { reportHealth } from '../mail/connection-health.ts';
import { findFailing } from '../mail/warnings/find-warnings.ts';
import { tellWarnings } from '../mail/warnings/tell-warnings.ts';
import { makeTestCentre } from '../routing/test-centre.ts';
import { createTestApp } from './test-app.ts';

let database: TestDatabase;
let app: FastifyInstance;

beforeAll(async () => {
  database = await openTestDatabase();
  app = createTestApp(database.db);
});
afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

const read = (from: { readonly remoteAddress?: string; readonly headers?: Record<string, string> } = {}) =>
  app.inject({ method: 'GET', url: '/metrics', ...from });

test('mail servers, queues and warnings are told in the text format of Prometheus', async () => {
  const { db } = database;
  const centre = await makeTestCentre(db);
  const group = await centre.addGroup('help');
  await centre.enqueue(group);
  await centre.addMailServer();
  const { id: serverId, tenant_id: tenantId } = await db.kysely
    .selectFrom('mail_server')
    .select(['id', 'tenant_id'])
    .executeTakeFirstOrThrow();
  await reportHealth(db, {
    serverId,
    tenantId,
    direction: 'out',
    state: 'failing',
    problem: 'A secret is missing.',
    lasting: true,
  });
  await tellWarnings(db, { failing: await findFailing(db), quiet: [] });

  const { statusCode, headers, body } = await read();
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  for (const line of body.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[\d.e+]+)$/);
  expect(body).toMatch(
    /^postroom_mail_server_connected\{tenant="[^"]+",server="[^"]+",direction="out"\} 0$/m,
  );
  expect(body).toMatch(/^postroom_mail_warning\{.*direction="out",reason="failing"\} 1$/m);
  expect(body).toMatch(/^postroom_interactions\{.*group="help",state="queued"\} 1$/m);
  expect(body).toMatch(/^postroom_oauth_tokens\{state="refused"\} 0$/m);
  expect(body).not.toContain('secret');
});

test('another machine, and whoever comes through a proxy, is told nothing', async () => {
  expect((await read({ remoteAddress: '192.0.2.7' })).statusCode).toBe(403);
  expect((await read({ headers: { 'x-forwarded-for': '192.0.2.7' } })).statusCode).toBe(403);
});
