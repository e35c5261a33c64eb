import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storeBlob } from '../archive/store-blob.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { configurationChannel } from '../mail/configuration-changes.ts';
import { SignInThrottle } from '../people/sign-in-throttle.ts';
import { signIn } from '../people/sign-in.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { type ApplySource, applySource, fullConfiguration as full } from './test-configuration.ts';

let world: TestDatabase;
beforeEach(async () => {
  world = await openTestDatabase();
});
afterEach(() => world[Symbol.asyncDispose]());

const apply = (source: string, options: ApplySource = {}) => applySource(world.db, source, options);

const activeOrder = async () =>
  (
    await world.db.kysely
      .selectFrom('service_access')
      .select(['name', 'activated_at'])
      .where('activated_at', 'is not', null)
      .orderBy('activated_at')
      .execute()
  ).map((row) => row.name);

test('an empty database becomes what the file asks, and a second apply changes nothing', async () => {
  const first = await apply(full);
  expect(first.lines).toEqual([
    '+ tenant acme',
    '+ mail server main',
    '+ template Hello',
    '+ template Signature [fr-FR]',
    '+ response file orders',
    '+ service group orders',
    '+ service group billing',
    '+ service group unrouted',
    '+ service access Orders',
    '+ service access Billing',
    '+ service access All',
    '+ agent anna',
    '+ agent tea',
  ]);
  expect((await apply(full)).lines).toEqual([]);
  const group = await world.db.kysely
    .selectFrom('service_group')
    .select(['key', 'unrouted', 'culture'])
    .orderBy('id')
    .execute();
  expect(group).toEqual([
    { key: 'orders', unrouted: false, culture: 'fr-FR' },
    { key: 'billing', unrouted: false, culture: 'sv-SE' },
    { key: 'unrouted', unrouted: true, culture: 'sv-SE' },
  ]);
});

test('what was exported and is applied changes nothing, there and on an empty database', async () => {
  await apply(full);
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(await apply(exported, { env: {} })).toEqual({
    lines: [],
    findings: [
      'warning: the environment variable ANNA_PASSWORD is not set; set it to the secret; the password stays as it is',
    ],
  });
  expect(exported).not.toContain('anna-secret');
  await using other = await openTestDatabase();
  await applySource(other.db, exported, { folder: '/elsewhere' });
  expect(formatYaml(await exportConfiguration(other.db))).toBe(exported);
});

test('changes are made and said field by field; what is gone is set aside and can come back', async () => {
  await apply(full);
  const changed = full
    .replace('offerSeconds: 45', 'offerSeconds: 60')
    .replace('port: 587', 'port: 465')
    .replace('Dear', 'Hello')
    .replace('groups: [orders, billing]', 'groups: [orders]')
    .replace(/ {6}- \{ login: tea.*\n/, '');
  expect((await apply(changed)).lines).toEqual([
    '~ mail server main: outgoing.port 587 → 465',
    '~ template Hello: text changed',
    '~ service group orders: offerSeconds 45 → 60',
    '~ agent anna: groups billing, orders → orders',
    '- agent tea',
  ]);
  expect((await apply(full)).lines).toContain('+ agent tea again: groups none → unrouted');
  expect((await apply(full)).lines).toEqual([]);
});

test('a dry run says the same and leaves everything as it was', async () => {
  const { lines } = await apply(full, { dryRun: true });
  expect(lines).toHaveLength(13);
  expect(await world.db.kysely.selectFrom('tenant').selectAll().execute()).toEqual([]);
  expect((await apply(full)).lines).toEqual(lines);
});

test('every change leaves an audit row of the configuration, without passwords', async () => {
  await apply(full);
  await apply(full.replace('offerSeconds: 45', 'offerSeconds: 50'), {
    env: { ANNA_PASSWORD: 'other-secret' },
  });
  const rows = await world.db.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
  expect(rows).toHaveLength(15);
  expect(new Set(rows.map((row) => row.actor))).toEqual(new Set(['configuration']));
  expect(rows.slice(-2).map(({ action, subject, detail }) => ({ action, subject, detail }))).toEqual([
    {
      action: 'configuration.changed',
      subject: expect.stringMatching(/^service_group:\d+$/) as string,
      detail: { name: 'orders', fields: { offerSeconds: { from: 45, to: 50 } } },
    },
    {
      action: 'configuration.changed',
      subject: expect.stringMatching(/^agent:\d+$/) as string,
      detail: { name: 'anna', fields: { passwordHash: { from: 'old', to: 'new' } } },
    },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/secret|argon2/);
});

test('a password is hashed anew only when it is another one, and then ends the sessions', async () => {
  const hash = async () =>
    (
      await world.db.kysely
        .selectFrom('agent')
        .select('password_hash')
        .where('login', '=', 'anna')
        .executeTakeFirst()
    )?.password_hash;
  const enter = (password: string) =>
    signIn(world.db, new SignInThrottle(), { login: 'anna', password }, '::1');
  await apply(full);
  const first = await hash();
  await enter('anna-secret');
  await apply(full);
  expect(await hash()).toBe(first);
  expect(await world.db.kysely.selectFrom('session').select('agent_id').execute()).toHaveLength(1);
  expect((await apply(full, { env: { ANNA_PASSWORD: 'new-secret' } })).lines).toEqual([
    '~ agent anna: password changed',
  ]);
  expect(await world.db.kysely.selectFrom('session').select('agent_id').execute()).toEqual([]);
  await expect(enter('anna-secret')).rejects.toThrow('wrong');
  await enter('new-secret');
});

test('a new agent whose password cannot be found is an error, and nothing is applied', async () => {
  expect(await apply(full, { env: {} })).toEqual({
    lines: [],
    findings: ['error: the environment variable ANNA_PASSWORD is not set; set it to the secret'],
  });
  expect(await world.db.kysely.selectFrom('tenant').selectAll().execute()).toEqual([]);
});

test('accesses become active in the order of the file and stay so as long as they are', async () => {
  await apply(full);
  expect(await activeOrder()).toEqual(['Orders', 'All']);
  await apply(full.replace('group: billing, active: false', 'group: billing'));
  expect(await activeOrder()).toEqual(['Orders', 'All', 'Billing']);
  await apply(full.replace('group: orders }', 'group: orders, active: false }'));
  expect(await activeOrder()).toEqual(['All']);
  await apply(full);
  expect(await activeOrder()).toEqual(['All', 'Orders']);
});

test('what waits in a group that is set aside goes to the unrouted one', async () => {
  await apply(full);
  await sql`
    insert into interaction (tenant_id, service_group_id, state, received_at, enqueued_at, from_name, from_address,
      subject, preview, routing)
    select tenant_id, id, 'queued', now(), now(), '', 'a@b', 's', 'p', '{"kind":"unrouted"}'
    from service_group where key = 'billing'`.execute(world.db.kysely);
  await world.db.transaction('system', async (tx) => {
    await sql`
      with m as (
        insert into mail (tenant_id, direction, state, source_sha256, size, origin, service_group_id)
        select tenant_id, 'in', 'read', ${await storeBlob(tx, Buffer.from('Subject: s'))}, 10, '{"via":"reply"}', id
        from service_group where key = 'billing' returning id)
      insert into interaction_mail (interaction_id, mail_id) select i.id, m.id from interaction i, m`.execute(
      tx.sql,
    );
  });
  const { lines } = await apply(
    full
      .replace(/ {6}- \{ key: billing.*\n/, '')
      .replace(/ {6}- \{ name: Billing.*\n/, '')
      .replace('"*@acme.example", group: billing', '"*@acme.example", group: orders')
      .replace('[orders, billing]', '[orders]'),
  );
  expect(lines).toEqual([
    '- service group billing',
    '~ service access All: group billing → orders',
    '- service access Billing',
    '~ agent anna: groups billing, orders → orders',
  ]);
  const interaction = await world.db.kysely
    .selectFrom('interaction')
    .innerJoin('service_group', 'service_group.id', 'interaction.service_group_id')
    .select('service_group.key')
    .execute();
  expect(interaction).toEqual([{ key: 'unrouted' }]);
  // Its mails as well: else nobody could open their files or find them.
  const mails = await world.db.kysely
    .selectFrom('mail')
    .innerJoin('service_group', 'service_group.id', 'mail.service_group_id')
    .select('service_group.key')
    .execute();
  expect(mails).toEqual([{ key: 'unrouted' }]);
});

test('running backends hear of a change, and of nothing else', async () => {
  const client = await world.db.connect();
  let heard = 0;
  client.on('notification', () => heard++);
  await client.query(`listen ${configurationChannel}`);
  await apply(full, { dryRun: true });
  await apply(full);
  await apply(full);
  await client.query('select 1');
  expect(heard).toBe(1);
  await client.end();
});

test('two applies at once end as one', async () => {
  const results = await Promise.all([apply(full), apply(full)]);
  expect(results.map(({ lines }) => lines.length).toSorted((a, b) => a - b)).toEqual([0, 13]);
});

test('a tenant that the file does not name stays as it is', async () => {
  await apply(full);
  await apply('version: 1\ntenants: [{ key: globex, name: Globex, culture: en-US }]\n');
  const { tenants } = await exportConfiguration(world.db);
  expect(tenants.map((tenant) => tenant.key)).toEqual(['acme', 'globex']);
  expect((await exportConfiguration(world.db, 'globex')).tenants).toEqual([
    {
      key: 'globex',
      name: 'Globex',
      culture: 'en-US',
      serviceGroups: [{ key: 'unrouted', name: 'Unrouted' }],
    },
  ]);
  await expect(exportConfiguration(world.db, 'glubex')).rejects.toThrow('did you mean globex?');
});
