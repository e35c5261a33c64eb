import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { formatChange } from './change.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

let world: TestDatabase;
let folder: string;
beforeAll(async () => {
  world = await openTestDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-intake-'));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const tenant = (rest: string) => `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    templates: [{ name: Sorry, text: Sorry }, { name: Received, text: Received }]
    mailServers:
      - key: main
        incoming: { protocol: imap, host: h, user: master@example.com, password: "\${P}" }
        outgoing: { protocol: smtp, host: h }
    serviceGroups:
      - { key: orders, name: Orders, email: orders@example.com }
      - { key: billing, name: Billing, email: billing@example.com }
    serviceAccesses: [{ name: Orders, address: "order*@example.com", group: orders }]
${rest}`;

async function apply(source: string): Promise<readonly string[]> {
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error(findings.map((finding) => formatFinding(finding)).join('\n'));
  const { changes } = await applyConfiguration(world.db, configuration, { env: { P: 'x' } });
  return changes.map((change) => formatChange(change, false));
}

async function errorsOf(rest: string): Promise<readonly string[]> {
  const { findings } = await readConfiguration(Buffer.from(tenant(rest)), 'c.yaml', folder);
  return findings.filter(({ severity }) => severity === 'error').map((finding) => formatFinding(finding));
}

test('rules and tables are applied, changed one by one, set aside and exported', async () => {
  await writeFile(
    path.join(folder, 'vip.csv'),
    '\ufeffName;Email\r\n"Bell; Ann";ann@vip.example\r\n;\r\nBo;*@bo.example\r\n',
  );
  const first = tenant(`    tables:
      - { name: vip, file: vip.csv, column: email }
      - { name: cities, values: [Lund, Oslo] }
    rules:
      - { name: VIP, when: { from: { inTable: vip } }, then: { priority: 5, tags: vip } }
      - { name: Off, active: false, then: { close: true } }
`);
  expect(await apply(first)).toEqual(
    expect.arrayContaining(['+ table vip', '+ table cities', '+ rule VIP', '+ rule Off']),
  );
  expect(await apply(first)).toEqual([]);
  const { rows } = await sql`
    select definition from intake_setting where name = 'vip'`.execute(world.db.kysely);
  expect(rows).toEqual([{ definition: { values: ['ann@vip.example', '*@bo.example'] } }]);
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain('inTable: vip');
  expect(await apply(exported)).toEqual([]);
  expect(
    await apply(
      tenant(`    tables:
      - { name: cities, values: [Lund, Rome] }
    rules:
      - { name: Off, then: { close: true } }
`),
    ),
  ).toEqual([
    '~ table cities: values changed, position 2 → 1',
    '- table vip',
    '~ rule Off: position 2 → 1, active false → none',
    '- rule VIP',
  ]);
  const { rows: audited } = await sql`
    select distinct action from audit where subject like 'intake_setting:%' order by 1`.execute(
    world.db.kysely,
  );
  expect(audited).toEqual([
    { action: 'configuration.changed' },
    { action: 'configuration.created' },
    { action: 'configuration.set-aside' },
  ]);
});

test('a rule that cannot be used is refused with its line and path', async () => {
  expect(
    await errorsOf(`    rules:
      - name: Bad
        serviceAccesses: [Ordres]
        when:
          any:
            - subject: { matches: "(refund" }
            - not: { from: { inTable: vip } }
        then: { route: biling, autoReply: Sory, forward: order-desk@example.com }
      - { name: bad, then: { stop: true } }
`),
  ).toEqual([
    'c.yaml:17:27: tenants[0].rules[0].serviceAccesses[0]: there is no service access “Ordres”; did you mean Orders?',
    'c.yaml:20:35: tenants[0].rules[0].when.any[0].subject.matches: “(refund” is no usable expression: missing closing ): `(refund`',
    expect.stringContaining('rules[0].then.route: there is no service group “biling”'),
    expect.stringContaining('rules[0].then.autoReply: there is no template “Sory”'),
    expect.stringContaining('order-desk@example.com leads back here'),
    expect.stringContaining('rules[1].name: the rule “bad” is there already, at tenants[0].rules[0]'),
  ]);
});

test('what no rule may hold is named where it stands', async () => {
  expect(
    await errorsOf(`    rules:
      - name: Bad
        when: { any: [{ all: [{ subjekt: { contains: x } }] }] }
        then: {}
      - name: Worse
        when: { subject: { contains: 5 }, header: { is: x }, spam: yes, body: {} }
        then: { close: false }
`),
  ).toEqual([
    'c.yaml:17:31: tenants[0].rules[0].when.any[0].all[0]: needs at least one condition',
    'c.yaml:17:33: tenants[0].rules[0].when.any[0].all[0].subjekt: unknown key; did you mean subject?',
    'c.yaml:18:15: tenants[0].rules[0].then: needs at least one action',
    'c.yaml:20:38: tenants[0].rules[1].when.subject.contains: expected a text or a list of them',
    'c.yaml:20:51: tenants[0].rules[1].when.header.name: is missing',
    expect.stringContaining('rules[1].when.spam: expected true or false, found text'),
    expect.stringContaining('rules[1].when.body: needs one of is, contains'),
    expect.stringContaining('rules[1].then.close: expected true'),
  ]);
});

test('a broken CSV file is refused with the line in it', async () => {
  await writeFile(path.join(folder, 'broken.csv'), 'Email\na@b.example\n"c@d.example\n');
  await writeFile(path.join(folder, 'other.csv'), 'Mail,Note\na@b.example,x\n');
  expect(
    await errorsOf(`    tables:
      - { name: a, file: broken.csv }
      - { name: b, file: other.csv, column: Email }
      - { name: c, file: missing.csv }
      - { name: c, values: [x] }
`),
  ).toEqual([
    'c.yaml:16:26: tenants[0].tables[0].file: broken.csv: line 3: the quote is never closed',
    expect.stringContaining('other.csv: line 1: there is no column “Email”; it has “Mail”, “Note”'),
    expect.stringContaining('cannot be read: there is no file'),
    expect.stringContaining('the table “c” is there already'),
  ]);
});

test('a blocked list comes from the file or from CSV, and what can block nobody is warned of with its line', async () => {
  await writeFile(
    path.join(folder, 'blocked.csv'),
    'email,Notes,QUEUENAMES\n"a@b.example","says ""hi""",orders | Nowhere\nJohn,,\n',
  );
  const source = tenant(`    blockedLists:
      - { name: BLOCKED, file: blocked.csv }
      - { name: More, entries: [{ email: '*@x.example' }] }
`);
  const { findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  expect(
    findings.filter(({ path: at }) => at.includes('blockedLists')).map(({ message }) => message),
  ).toEqual([
    'blocked.csv: line 2: there is no service group “nowhere”',
    'blocked.csv: line 3: “John” is no address, so it blocks nobody',
  ]);
  expect(await apply(source)).toEqual(
    expect.arrayContaining(['+ blocked list BLOCKED', '+ blocked list More']),
  );
  const { rows } = await sql`
    select definition -> 'entries' -> 0 as entry from intake_setting where name = 'BLOCKED'`.execute(
    world.db.kysely,
  );
  expect(rows).toEqual([
    { entry: { email: 'a@b.example', notes: 'says "hi"', queueNames: 'orders | Nowhere' } },
  ]);
  expect(await apply(formatYaml(await exportConfiguration(world.db)))).toEqual([]);
  expect(await errorsOf('    blockedLists: [{ name: a }, { name: b, entries: [{ mail: x }] }]\n')).toEqual([
    expect.stringContaining('blockedLists[0]: needs exactly one of entries and file'),
    expect.stringContaining('blockedLists[1].entries[0].email: is missing'),
    expect.stringContaining('blockedLists[1].entries[0].mail: unknown key; did you mean email?'),
  ]);
});

const hoursAndConfirmations = (group: string, zone = 'Europe/Stockholm') => `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    splitting: { copyMessageToRecipients: true }
    templates: [{ name: Received, text: x }]
    openingHours:
      - { name: office, timeZone: ${zone}, monday: ['08:00-17:00'], holidays: [{ date: 12-25 }] }
    serviceGroups: [{ key: orders, name: Orders${group} }]
`;

test('opening hours and confirmations are applied, exported with their groups, and checked', async () => {
  const good = hoursAndConfirmations(
    ', openingHours: office, confirmation: { open: Received, closed: Received }',
  );
  expect(await apply(good)).toEqual(
    expect.arrayContaining(['+ opening hours office', '+ confirmation orders', '+ splitting splitting']),
  );
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain('openingHours: office');
  expect(exported).toContain('perSenderAndDay: 4');
  expect(await apply(exported)).toEqual([]);
  expect(
    await apply(hoursAndConfirmations(', openingHours: office, confirmation: { open: Received }')),
  ).toEqual(['~ confirmation orders: confirmation.closed Received → none']);
  const { findings } = await readConfiguration(
    Buffer.from(
      hoursAndConfirmations(', openingHours: ofice, confirmation: { open: Recieved }', 'Mars/Base').replace(
        '12-25',
        '13-25',
      ),
    ),
    'c.yaml',
    folder,
  );
  expect(findings.map(formatFinding)).toEqual([
    expect.stringContaining('openingHours[0].holidays[0].date: “13-25”: not like 2026-12-26 or 12-25'),
  ]);
  const unknown = await readConfiguration(
    Buffer.from(
      hoursAndConfirmations(
        ', openingHours: ofice, confirmation: { open: Recieved, closed: Received }',
        'Mars/Base',
      ),
    ),
    'c.yaml',
    folder,
  );
  expect(
    unknown.findings.filter(({ severity }) => severity === 'error').map((one) => formatFinding(one)),
  ).toEqual([
    expect.stringContaining('openingHours[0].timeZone: “Mars/Base” is no time zone'),
    expect.stringContaining(
      'serviceGroups[0].openingHours: there are no opening hours “ofice”; did you mean office?',
    ),
    expect.stringContaining(
      'serviceGroups[0].confirmation.open: there is no template “Recieved”; did you mean Received?',
    ),
  ]);
});
