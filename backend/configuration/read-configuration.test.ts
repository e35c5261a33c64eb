import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatFinding } from './finding.ts';
import { readConfiguration, readConfigurationFile } from './read-configuration.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-configuration-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function findingsOf(source: string): Promise<readonly string[]> {
  const { findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  return findings.map((finding) => formatFinding(finding));
}

const small = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
`;

test('every mistake is named at once, with line, column and path', async () => {
  const findings = await findingsOf(`version: 1
tenants:
  - key: Acme
    name: ""
    culture: 7
    agnets: []
    mailServers:
      - key: main
        incoming:
          protocol: imap
          host: mail.example
          port: 70000
          security: tls
          password: hunter2
          afterStoring: { action: burn }
      - key: empty
    agents:
      - firstName: Anna
        roles: [agnet]
`);
  expect(findings).toEqual([
    'c.yaml:3:10: tenants[0].key: “Acme”: lower-case letters, digits and hyphens',
    'c.yaml:4:11: tenants[0].name: must not be empty',
    'c.yaml:5:14: tenants[0].culture: expected text, found a number; put it in quotes',
    'c.yaml:6:5: tenants[0].agnets: unknown key; did you mean agents?',
    'c.yaml:12:17: tenants[0].mailServers[0].incoming.port: is 70000; must be at most 65535',
    'c.yaml:13:21: tenants[0].mailServers[0].incoming.security: expected one of ssl, starttls, none',
    'c.yaml:14:21: tenants[0].mailServers[0].incoming.password: write ${ENV_NAME} or file:path/to/secret, never the secret itself',
    'c.yaml:15:35: tenants[0].mailServers[0].incoming.afterStoring.action: expected one of move, trash, mark-seen, delete, keep',
    'c.yaml:16:9: tenants[0].mailServers[1]: needs incoming, outgoing or both',
    'c.yaml:18:9: tenants[0].agents[0].login: is missing',
    'c.yaml:19:17: tenants[0].agents[0].roles[0]: expected one of agent, team-lead, administrator; did you mean agent?',
  ]);
});

test('names that are used twice or lead nowhere are errors', async () => {
  const findings = await findingsOf(`${small}
    templates: [{ name: Hello, text: Hi }, { name: hello, text: Ho }]
    mailServers: [{ key: out, outgoing: { protocol: smtp, host: localhost, security: none, user: u } }]
    serviceGroups:
      - { key: orders, name: Orders, template: Helo, mailServer: outt, responseFile: none }
    serviceAccesses: [{ name: Orders, address: orders@example.com, group: order }]
    agents: [{ login: anna, groups: [orders, oders, orders] }]
`);
  expect(findings.map((line) => line.replace(/^c\.yaml:\d+:\d+: tenants\[0\]\./, ''))).toEqual([
    'templates[1].name: the template “hello” is there already, at tenants[0].templates[0]',
    'mailServers[0].outgoing: has a user but no password',
    'serviceGroups[0].template: there is no template “Helo”; did you mean Hello?',
    'serviceGroups[0].mailServer: there is no mail server “outt”; did you mean out?',
    'serviceGroups[0].responseFile: there is no response file “none”',
    'serviceAccesses[0].group: there is no service group “order”; did you mean orders?',
    'agents: warning: nobody sees mail that fits no service access: add unrouted to the groups of an agent',
    'agents[0].groups[1]: there is no service group “oders”; did you mean orders?',
    'agents[0].groups[2]: “orders” is listed twice',
  ]);
});

test('header fields that may not be added, keys that are written and selectors used twice are errors', async () => {
  expect(
    await findingsOf(`${small}    sending:
      domains:
        - { domain: acme.example, selector: s1, privateKey: "\${KEY}" }
        - { domain: acme.example, selector: S1, privateKey: "\${OTHER}" }
      headers: { Bcc: a@b.example, Organization: Acme }
`),
  ).toEqual([
    'c.yaml:9:11: tenants[0].sending.domains[1]: acme.example has the selector S1 already',
    'c.yaml:10:23: tenants[0].sending.headers.Bcc: the header field Bcc may not be added to mail',
  ]);
  const [written] = await findingsOf(
    `${small}    sending: { domains: [{ domain: acme.example, selector: s1, privateKey: hunter2 }], headers: { X-A: "a\\nBcc: b" } }\n`,
  );
  expect(written).not.toContain('hunter2');
});

const oneLine = 'must be one line, without control characters and halves of characters';

test.for<[string, string, string]>([
  ['a NUL', '"Sa\\0les"', `“Sa\ufffdles”: ${oneLine}`],
  ['a line end', '"Sales\\nTeam"', `“Sales\ufffdTeam”: ${oneLine}`],
  ['half of a character', '"Sales \\uD83D"', `“Sales \ud83d”: ${oneLine}`],
  ['hundreds of characters', 'x'.repeat(201), 'is longer than 200 characters'],
])('a name with %s is an error', async ([, name, message]) => {
  expect(
    await findingsOf(`${small}    serviceGroups: [{ key: sales, name: ${name} }]
    serviceAccesses: [{ name: ${name}, address: a@b.example, group: sales }]
    templates: [{ name: ${name}, html: x }]
    tables: [{ name: ${name}, values: [] }]
    rules: [{ name: ${name}, then: { close: true } }]
    agents: [{ login: ${name}, firstName: ${name} }]
`),
  ).toEqual([
    expect.stringMatching(`: tenants\\[0\\].serviceGroups\\[0\\].name: ${message}$`),
    expect.stringMatching(`: tenants\\[0\\].serviceAccesses\\[0\\].name: ${message}$`),
    expect.stringMatching(`: tenants\\[0\\].templates\\[0\\].name: ${message}$`),
    expect.stringMatching(`: tenants\\[0\\].tables\\[0\\].name: ${message.replace('200', '100')}$`),
    expect.stringMatching(`: tenants\\[0\\].rules\\[0\\].name: ${message.replace('200', '100')}$`),
    expect.stringMatching(`: tenants\\[0\\].agents\\[0\\].login: ${message}$`),
    expect.stringMatching(`: tenants\\[0\\].agents\\[0\\].firstName: ${message}$`),
  ]);
});

test('what no database can keep is found wherever it is, also in the files that are named', async () => {
  await writeFile(path.join(folder, 'bad.txt'), 'Dear\0 customer');
  expect(
    await findingsOf(`${small}    templates:
      - { name: A, html: "a\\0b" }
      - { name: B, html: fine }
`),
  ).toEqual(['c.yaml:7:26: tenants[0].templates[0].html: holds a NUL character']);
  expect(await findingsOf(`${small}    templates: [{ name: A, file: bad.txt }]\n`)).toEqual([
    'c.yaml:6:17: tenants[0].templates[0].text: holds a NUL character',
  ]);
});

const findingsOfHeaders = (headers: string) =>
  findingsOf(`${small}    sending: { headers: { ${headers} } }\n`);

test('header fields with an impossible name, or with one name in two spellings, are errors', async () => {
  expect(await findingsOfHeaders('X-A: a, x-a: b')).toEqual([
    'c.yaml:6:40: tenants[0].sending.headers.x-a: “b”: the header field X-A is there already; upper and lower case count alike',
  ]);
  expect(await findingsOfHeaders(`"X B": a, ${'X'.repeat(101)}: b`)).toEqual([
    'c.yaml:6:27: tenants[0].sending.headers."X B": “X B”: not the name of a header field: printable ASCII without blanks and colons',
    `c.yaml:6:37: tenants[0].sending.headers.${'X'.repeat(101)}: is longer than 100 characters`,
  ]);
});

test('a culture that is no language tag is an error, one that the table lacks a warning', async () => {
  const cultures = ['xx-YYYYYY', 'zz', 'tlh', 'sv-DK', 'zh-CHS'];
  const agents = cultures.map((culture, at) => `{ login: a${at}, culture: ${culture}, groups: [unrouted] }`);
  const findings = await findingsOf(`${small}    agents: [${agents.join(', ')}]\n`);
  expect(findings.map((finding) => finding.replace(/^.*culture: /, ''))).toEqual([
    '“xx-YYYYYY” is not a culture such as en-US, sv or zh-Hant-TW',
    '“zz” is not a culture such as en-US, sv or zh-Hant-TW',
    'warning: the culture “tlh” is not in the table of cultures',
    'warning: the culture “sv-DK” is not in the table of cultures',
  ]);
});

test('service accesses that overlap are pointed out, and may still be used', async () => {
  const { configuration, findings } = await readConfiguration(
    Buffer.from(`${small}
    serviceGroups: [{ key: sales, name: Sales }]
    mailServers: [{ key: out, outgoing: { protocol: smtp, host: localhost } }]
    serviceAccesses:
      - { name: All, address: "*@example.com", group: sales }
      - { name: Sales, address: Sales.*@example.com, group: sales }
      - { name: Old, address: "*@example.com", group: sales, active: false }
      - { name: Other, address: "*@example.org", group: sales }
`),
    'c.yaml',
    folder,
  );
  expect(configuration).not.toBe(null);
  expect(findings.map((finding) => formatFinding(finding))).toEqual([
    'c.yaml:11:33: tenants[0].serviceAccesses[1].address: warning: Sales.*@example.com overlaps with “All” (*@example.com): mail that fits both goes to the one activated first; of new ones that is the one further up',
  ]);
});

test.each([
  ['a duplicate key', 'version: 1\nversion: 1\n', 'c.yaml:2:1: Map keys must be unique'],
  ['a tag', 'version: !!js/function 1\n', 'c.yaml:1:10: Unresolved tag: tag:yaml.org,2002:js/function'],
  ['broken YAML', 'version: 1\ntenants: [\n', /^c\.yaml:3:1: Flow sequence .* end with a \]/],
  ['broken JSON', '{"version": 1,, }', /^c\.yaml:1:15: /],
  ['an empty file', '', 'c.yaml:1:1: is empty; expected keys with values'],
  ['two documents', 'a: 1\n---\nb: 1\n', /^c\.yaml:\d:\d: Source contains multiple documents/],
  ['very deep nesting', '['.repeat(200_000), /^c\.yaml:1:\d+: /],
] as const)('%s is refused with its place', async (_, source, expected) => {
  const [first] = await findingsOf(source);
  expect(first).toMatch(expected);
});

test('a file whose aliases multiply is refused and not unfolded', async () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}]`);
  const [first] = await findingsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`);
  expect(first).toMatch(/^c\.yaml:1:1: its aliases multiply too often/);
});

test('a file that is not UTF-8 or does not exist says so', async () => {
  const { findings } = await readConfiguration(Buffer.from([0x61, 0x3a, 0xe9, 0x0a]), 'c.yaml', folder);
  expect(findings.map((finding) => formatFinding(finding))).toEqual([
    'c.yaml:1:1: is not UTF-8; save it as UTF-8',
  ]);
  const missing = await readConfigurationFile('gone.yaml', folder);
  expect(missing.findings.map((finding) => formatFinding(finding))).toEqual([
    expect.stringMatching(/^gone\.yaml:1:1: cannot be read: there is no file/),
  ]);
});

test('JSON is read like YAML', async () => {
  const source = JSON.stringify({
    version: 1,
    tenants: [{ key: 'acme', name: 'Acme', culture: 'en-US', x: 1 }],
  });
  expect(await findingsOf(source)).toEqual(['c.yaml:1:71: tenants[0].x: unknown key']);
});

test('files are found beside the configuration and taken in; a missing one is an error', async () => {
  await mkdir(path.join(folder, 'texts'), { recursive: true });
  await writeFile(path.join(folder, 'texts/hello.html'), '<p>Dear $From.Nam$</p>');
  await writeFile(path.join(folder, 'texts/sig.txt'), '-- \n$Agent$');
  await writeFile(path.join(folder, 'texts/r.xml'), '<responses version="1" defaultCulture="en-US"/>');
  await writeFile(
    path.join(folder, 'texts/bad.xml'),
    '<responses version="1" defaultCulture="en-US"><x/></responses>',
  );
  const source = `${small}
    templates: [{ name: Hello, file: texts/hello.html }, { name: Sig, file: texts/sig.txt }]
    responseFiles: [{ key: r, file: texts/r.xml }, { key: bad, file: texts/bad.xml }]
    agents: [{ login: anna, password: "file:anna.secret", roles: [administrator] }]
`;
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  expect(findings.map((finding) => formatFinding(finding))).toEqual([
    'c.yaml:7:38: tenants[0].templates[0].file: warning: the identifier $From.Nam$ is not known and stays as it is',
    expect.stringMatching(/responseFiles\[1\]\.file: warning: bad\.xml:1:47 error .*last good one stays/),
  ]);
  const [tenant] = configuration?.tenants ?? [];
  expect(tenant?.templates).toEqual([
    { name: 'Hello', html: '<p>Dear $From.Nam$</p>' },
    { name: 'Sig', text: '-- \n$Agent$' },
  ]);
  expect(tenant?.responseFiles[0]).toEqual({
    key: 'r',
    file: path.join(folder, 'texts/r.xml'),
    source: '<responses version="1" defaultCulture="en-US"/>',
    problem: null,
    attached: [],
    read: {
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      modifiedAt: expect.any(Date) as Date,
      paths: [path.join(folder, 'texts/r.xml')],
    },
  });
  expect(tenant?.agents[0]?.password).toBe(`file:${folder}/anna.secret`);
  expect(await findingsOf(source.replace('sig.txt', 'gone.txt'))).toContainEqual(
    expect.stringMatching(/templates\[1\]\.file: cannot be read: there is no file/),
  );
});
