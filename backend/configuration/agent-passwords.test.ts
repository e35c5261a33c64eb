import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { verifyPassword } from '../people/password.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { readConfiguration } from './read-configuration.ts';

let world: TestDatabase;
beforeEach(async () => {
  world = await openTestDatabase();
});
afterEach(() => world[Symbol.asyncDispose]());

const logins = Array.from({ length: 40 }, (_, at) => `agent${at}`);
const env = Object.fromEntries(logins.map((login) => [login, `secret of ${login}`]));

/** How many passwords were hashed or verified by themselves, and who has got another one. */
async function apply(secrets: Readonly<Record<string, string>>) {
  const agents = logins.map((login) => `      - { login: ${login}, password: "\${${login}}" }`).join('\n');
  const source = `version: 1\ntenants:\n  - key: t\n    name: T\n    culture: en-US\n    agents:\n${agents}\n`;
  const { configuration } = await readConfiguration(Buffer.from(source), 'c.yaml', '/');
  if (!configuration) throw new Error('the configuration is wrong');
  let hashed = 0;
  const { changes, findings } = await applyConfiguration(world.db, configuration, {
    env: secrets,
    onProgress: () => {
      hashed += 1;
    },
  });
  return { hashed, changed: changes.map(({ name }) => name), findings };
}

async function isPassword(login: string, password: string): Promise<boolean> {
  const agent = await world.db.kysely
    .selectFrom('agent')
    .select('password_hash')
    .where('login', '=', login)
    .executeTakeFirst();
  return verifyPassword(password, agent?.password_hash ?? null);
}

test('passwords that are as at the last time are known without hashing each', async () => {
  expect((await apply(env)).hashed).toBe(40);
  expect(await apply(env)).toEqual({ hashed: 0, changed: [], findings: [] });
  const one = await apply({ ...env, agent7: 'another' });
  expect(one).toMatchObject({ changed: ['agent7'], findings: [] });
  expect(one.hashed).toBeLessThan(20);
  expect(await isPassword('agent7', 'another')).toBe(true);
  expect(await isPassword('agent8', 'secret of agent8')).toBe(true);
  expect((await apply({ ...env, agent7: 'another' })).hashed).toBe(0);
});

test('a password that is not at hand keeps the others from being known only where it stands among them', async () => {
  await apply(env);
  const { agent7: _, ...others } = env;
  const { hashed, changed, findings } = await apply(others);
  expect(hashed).toBeLessThan(20);
  expect(changed).toEqual([]);
  expect(findings.map(({ severity }) => severity)).toEqual(['warning']);
});

test('a stored hash that somebody else has changed is not taken for that of the configured password', async () => {
  await apply(env);
  await world.db.kysely
    .updateTable('agent')
    .set((eb) => ({
      password_hash: eb.selectFrom('agent as other').select('password_hash').where('login', '=', 'agent8'),
    }))
    .where('login', '=', 'agent7')
    .execute();
  expect((await apply(env)).changed).toEqual(['agent7']);
  expect(await isPassword('agent7', 'secret of agent7')).toBe(true);
});

test('two that apply at once leave one of their passwords, and its seal', async () => {
  await apply(env);
  const [one, other] = ['one', 'other'].map((password) => ({ ...env, agent7: password }));
  await Promise.all([apply(one ?? env), apply(other ?? env)]);
  const winner = (await isPassword('agent7', 'one')) ? one : other;
  expect(await apply(winner ?? env)).toMatchObject({ hashed: 0, changed: [] });
});
