import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storeBlob } from '../archive/store-blob.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { configurationChannel } from '../mail/configuration-changes.ts';
import { SignInThrottle } from '../people/sign-in-throttle.ts';
import { signIn } from '../people/sign-in.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { formatChange } from './change.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

const full = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: sv-SE
    timeZone: Europe/Stockholm
    outgoingAddress: reports@acme.example
    defaultDomain: acme.example
    ndrSenders: [mailer-daemon, returns]
    sending:
      domains: [{ domain: acme.example, selector: s1, privateKey: "\${DKIM_KEY}" }]
      headers: { Organization: Acme }
      forbiddenHeaders: [X-Secret-*]
    notReadyReasons: []
    mailServers:
      - key: main
        incoming:
          protocol: imap
          host: imap.acme.example
          user: master
          password: \${MASTER_PASSWORD}
          afterStoring: { action: move, folder: Done }
          pollSeconds: 30
        outgoing: { protocol: smtp, host: smtp.acme.example, port: 587, security: starttls }
    templates:
      - { name: Hello, html: "<p>Dear $From.Name$</p>\\n" }
      - name: Signature
        culture: fr-FR
        text: |
          --
            $Agent$, Acme
    responseFiles:
      - key: orders
        source: |
          <responses version="1" defaultCulture="en-US">
            <response id="a" name="A"><body>Hi</body></response>
          </responses>
    serviceGroups:
      - { key: orders, name: Orders, email: orders@acme.example, template: Hello, signature: Signature,
          responseFile: orders, mailServer: main, offerSeconds: 45, culture: fr-FR }
      - { key: billing, name: Billing, replyUsingAccessAddress: false, email: billing@acme.example }
    serviceAccesses:
      - { name: Orders, address: orders*@acme.example, group: orders }
      - { name: Billing, address: billing@acme.example, group: billing, active: false }
      - { name: All, address: "*@acme.example", group: billing }
    agents:
      - { login: anna, firstName: Anna, lastName: Ek, password: "\${ANNA_PASSWORD}", groups: [orders, billing] }
      - { login: tea, name: Tea Lead, roles: [agent, team-lead], groups: [unrouted], capacity: 9 }
`;
const env = { ANNA_PASSWORD: 'anna-secret' };

let world: TestDatabase;
beforeEach(async () => {
  world = await openTestDatabase();
});
afterEach(() => world[Symbol.asyncDispose]());

async function apply(
  source: string,
  options: { env?: Record<string, string>; dryRun?: boolean; folder?: string } = {},
) {
  const { folder = '/etc/postroom' } = options;
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error(findings.map((finding) => formatFinding(finding)).join('\n'));
  const applied = await applyConfiguration(world.db, configuration, { env, ...options });
  return {
    lines: applied.changes.map((change) => formatChange(change, false)),
    findings: applied.findings.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

async function makeFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-apply-'));
  return {
    path: folder,
    write: (name: string, text: string) => writeFile(path.join(folder, name), text),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const activeOrder = async () =>
  (
    await world.db.kysely
      .selectFrom('service_access')
      .select(['name', 'activated_at'])
      .where('activated_at', 'is not', null)
      .orderBy('activated_at')
      .execute()
  ).map((row) => row.name);

const storedResponses = () =>
  world.db.kysely.selectFrom('response_file').select(['source', 'problem']).executeTakeFirstOrThrow();

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
  const { configuration } = await readConfiguration(Buffer.from(exported), 'e.yaml', '/elsewhere');
  if (!configuration) throw new Error('the export cannot be read');
  await applyConfiguration(other.db, configuration, { env });
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

test('a response file with errors keeps its last good source and says so', async () => {
  await apply(full);
  expect((await apply(full.replace('<body>Hi</body>', '<body>Hi'))).lines).toEqual([
    expect.stringMatching(/^~ response file orders: problem none → orders:\d+:\d+ error /),
  ]);
  expect(await storedResponses()).toMatchObject({
    source: expect.stringContaining('<body>Hi</body>') as string,
    problem: expect.stringContaining('error') as string,
  });
  await apply(full);
  expect(await storedResponses()).toMatchObject({ problem: null });
});

function withTemplates(templates: string): string {
  return `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    templates: [${templates}]
    serviceGroups: [{ key: orders, name: Orders, template: Reply }]
`;
}

test('a template has a version for each culture, each changed and set aside by itself', async () => {
  const [none, english, french] = [
    '{ name: Reply, text: Hi }',
    '{ name: Reply, culture: en-US, text: Hello }',
    '{ name: Reply, culture: fr-FR, text: Bonjour }',
  ];
  expect((await apply(withTemplates(`${none}, ${english}, ${french}`))).lines).toEqual(
    expect.arrayContaining(['+ template Reply', '+ template Reply [en-US]', '+ template Reply [fr-FR]']),
  );
  const exported = formatYaml(await exportConfiguration(world.db));
  expect((await apply(exported)).lines).toEqual([]);
  expect((await apply(withTemplates(`${english}, ${french.replace('Bonjour', 'Salut')}`))).lines).toEqual([
    '~ template Reply [fr-FR]: text changed',
    '- template Reply',
  ]);
  expect((await apply(exported)).lines).toEqual([
    '+ template Reply again',
    '~ template Reply [fr-FR]: text changed',
  ]);
  await expect(apply(withTemplates(`${english}, ${english}`))).rejects.toThrow(
    'the template “Reply [en-US]” is there already',
  );
});

/** A response file whose only response holds this. */
function responses(inner: string): string {
  return `<responses version="1" defaultCulture="en-US"><response id="a" name="A"><body>Hi</body>${inner}</response></responses>`;
}

test('files that responses attach are kept with them, by their content', async () => {
  await using folder = await makeFolder();
  const source = `version: 1
tenants:
  - { key: acme, name: Acme, culture: en-US, responseFiles: [{ key: orders, file: orders.xml }] }
`;
  const kept = async () =>
    (
      await sql<{ href: string; type: string; text: string }>`
        select href, type, convert_from(bytes, 'UTF8') as text from response_attachment join blob using (sha256)`.execute(
        world.db.kysely,
      )
    ).rows;
  await folder.write('fees.csv', 'fee;10');
  await folder.write('orders.xml', responses('<attachment href="fees.csv"/>'));
  await apply(source, { folder: folder.path });
  expect(await kept()).toEqual([{ href: 'fees.csv', type: 'text/csv', text: 'fee;10' }]);
  expect((await apply(source, { folder: folder.path })).lines).toEqual([]);

  // The export names the file, and applying it from anywhere changes nothing.
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain(`file: ${folder.path}/orders.xml`);
  expect((await apply(exported)).lines).toEqual([]);

  await folder.write('fees.csv', 'fee;20');
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    '~ response file orders: attachment fees.csv changed',
  ]);
  expect(await kept()).toMatchObject([{ text: 'fee;20' }]);

  await folder.write('orders.xml', responses('<attachment href="gone.csv"/>'));
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    expect.stringContaining('there is no file “gone.csv”'),
  ]);
  expect(await kept()).toMatchObject([{ text: 'fee;20' }]);

  await folder.write('orders.xml', responses(''));
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    expect.stringMatching(/responses changed, attachment fees.csv removed, problem .* → none$/),
  ]);
  expect(await kept()).toEqual([]);
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
