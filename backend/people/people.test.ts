import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import { me as meSchema } from '../../contract/api/session.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { hashPassword } from './password.ts';
import { setPresence } from './presence.ts';
import { readMe } from './read-me.ts';
import { endSessionsOf, readSession, sweepSessions, useSession } from './sessions.ts';
import { SignInThrottle } from './sign-in-throttle.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

let world: TestDatabase;
let acme: TenantId;
let anna: AgentId;
let throttle: SignInThrottle;

beforeAll(async () => {
  world = await openTestDatabase();
  const hash = await hashPassword('anna-secret');
  acme = await addTenant('acme');
  anna = await addAgent(acme, 'anna', hash);
  await addAgent(await addTenant('globex'), 'anna', await hashPassword('other-secret'));
  const { db } = world;
  const groups = await db.kysely
    .insertInto('service_group')
    .values(
      ['orders', 'billing'].map((key) => ({
        tenant_id: acme,
        key,
        name: key,
        culture: 'en-US',
        email: null,
      })),
    )
    .returning('id')
    .execute();
  const [first] = groups;
  if (!first) throw new Error('no group');
  await db.kysely.insertInto('agent_group').values({ agent_id: anna, service_group_id: first.id }).execute();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  throttle = new SignInThrottle();
  await sql`delete from session`.execute(world.db.kysely);
  await sql`update agent set presence = 'offline', presence_reason = null`.execute(world.db.kysely);
});

async function addTenant(key: string): Promise<TenantId> {
  const { id } = await world.db.kysely
    .insertInto('tenant')
    .values({ key, name: key, culture: 'en-US', not_ready_reasons: ['Lunch'] })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function addAgent(tenantId: TenantId, login: string, hash: string): Promise<AgentId> {
  const { id } = await world.db.kysely
    .insertInto('agent')
    .values({
      tenant_id: tenantId,
      login,
      name: login,
      first_name: '',
      last_name: '',
      culture: 'en-US',
      roles: ['agent'],
      password_hash: hash,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const enter = (password: string, tenant?: string, login = 'anna') =>
  signIn(world.db, throttle, { login, password, ...(tenant === undefined ? {} : { tenant }) }, '10.0.0.1');

async function viewerOf(token: string) {
  const viewer = await readSession(world.db, token);
  if (!viewer) throw new Error('not signed in');
  return viewer;
}

test('signing in gives a token, makes the agent not ready, and is told and audited', async () => {
  const before = await readMe(world.db, anna);
  const { token, expiresAt, me } = await enter('anna-secret');
  expect(meSchema.parse(me)).toMatchObject({
    agent: { login: 'anna' },
    groups: [{ key: 'orders' }],
    presence: { state: 'not-ready', reason: 'signed-in' },
    tenant: { key: 'acme', notReadyReasons: ['Lunch'] },
    revision: before.revision + 1,
  });
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11 * 3_600_000);
  expect(await viewerOf(token)).toMatchObject({
    tenantId: acme,
    agentId: anna,
    login: 'anna',
    roles: ['agent'],
  });
  const stored = await world.db.kysely.selectFrom('session').select('token_hash').execute();
  expect(stored).toHaveLength(1);
  expect(JSON.stringify(stored)).not.toContain(token);
  const audit = await world.db.kysely.selectFrom('audit').select(['actor', 'action']).orderBy('id').execute();
  expect(audit).toEqual(
    expect.arrayContaining([
      { actor: 'anna', action: 'session.started' },
      { actor: 'anna', action: 'presence.not-ready' },
    ]),
  );
});

test('a login in several tenants is told apart by tenant or password, and case does not matter', async () => {
  expect((await enter('other-secret', undefined, 'ANNA')).me.tenant.key).toBe('globex');
  expect((await enter('anna-secret', 'acme')).me.tenant.key).toBe('acme');
  await expect(enter('anna-secret', 'globex')).rejects.toThrow('Login or password is wrong.');
});

test('wrong passwords and unknown logins get the same answer, and are slowed down', async () => {
  for (let i = 0; i < 5; i++) {
    await expect(enter('guess', undefined, i % 2 ? 'anna' : 'nobody')).rejects.toMatchObject({
      code: 'wrong-credentials',
      message: 'Login or password is wrong.',
    });
  }
  for (let i = 0; i < 3; i++)
    await expect(enter('guess')).rejects.toMatchObject({ code: 'wrong-credentials' });
  await expect(enter('anna-secret')).rejects.toMatchObject({ code: 'too-many-attempts' });
});

test('a session is renewed by calls, not by looking, and ends at its limits', async () => {
  const { token } = await enter('anna-secret');
  const setExpiry = (created: string, expires: string) =>
    sql`update session set created_at = now() + ${created}::interval, expires_at = now() + ${expires}::interval`.execute(
      world.db.kysely,
    );
  const hoursLeft = async () => {
    const { rows } = await sql<{ hours: number }>`
      select round(extract(epoch from expires_at - now()) / 3600)::int as hours from session`.execute(
      world.db.kysely,
    );
    return rows[0]?.hours;
  };
  await setExpiry('-6 hours', '6 hours');
  await readSession(world.db, token);
  expect(await hoursLeft()).toBe(6);
  await useSession(world.db, token);
  expect(await hoursLeft()).toBe(12);
  await setExpiry('-6 days -20 hours', '2 hours');
  await useSession(world.db, token);
  expect(await hoursLeft()).toBe(4);
  await setExpiry('-7 days', '-1 second');
  expect(await useSession(world.db, token)).toBe(null);
  expect(await readSession(world.db, 'no such token')).toBe(null);
});

test('signing out ends the session and takes the agent offline', async () => {
  const { token } = await enter('anna-secret');
  await signOut(world.db, await viewerOf(token), token);
  expect(await readSession(world.db, token)).toBe(null);
  expect((await readMe(world.db, anna)).presence).toMatchObject({ state: 'offline', reason: null });
});

test('presence takes the reasons of the tenant only, and is told once', async () => {
  const { token } = await enter('anna-secret');
  const viewer = await viewerOf(token);
  expect(await setPresence(world.db, viewer, { state: 'ready', reason: 'ignored' })).toMatchObject({
    state: 'ready',
    reason: null,
  });
  await expect(setPresence(world.db, viewer, { state: 'not-ready', reason: 'lunhc' })).rejects.toThrow(
    'did you mean “Lunch”?',
  );
  const first = await setPresence(world.db, viewer, { state: 'not-ready', reason: 'Lunch' });
  const { revision } = await readMe(world.db, anna);
  expect(await setPresence(world.db, viewer, { state: 'not-ready', reason: 'Lunch' })).toEqual(first);
  expect((await readMe(world.db, anna)).revision).toBe(revision);
});

test('an agent whose sessions are all over goes offline', async () => {
  const { token } = await enter('anna-secret');
  await setPresence(world.db, await viewerOf(token), { state: 'ready', reason: null });
  expect(await sweepSessions(world.db)).toEqual([]);
  await sql`update session set expires_at = now() - interval '1 second'`.execute(world.db.kysely);
  expect(await sweepSessions(world.db)).toEqual([anna]);
  expect((await readMe(world.db, anna)).presence.state).toBe('offline');
});

test('ending all sessions of an agent tells the desktops', async () => {
  const { token } = await enter('anna-secret');
  const agent = { tenantId: acme, agentId: anna };
  await world.db.transaction('configuration', (tx) => endSessionsOf(tx, agent));
  expect(await readSession(world.db, token)).toBe(null);
  const event = await world.db.kysely
    .selectFrom('event')
    .select(['payload', 'agent_id'])
    .where('tenant_id', '=', acme)
    .orderBy('revision', 'desc')
    .executeTakeFirst();
  expect(event).toMatchObject({ agent_id: anna, payload: { type: 'session.ended' } });
});
