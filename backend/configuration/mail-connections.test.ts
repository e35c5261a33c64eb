import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { checkServerSecrets } from './check-server-secrets.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

let world: TestDatabase;
beforeAll(async () => {
  world = await openTestDatabase();
});
afterAll(() => world[Symbol.asyncDispose]());

const full = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    proxy: { protocol: http, host: proxy.acme.example, port: 3128, user: acme, password: "\${PROXY}" }
    mailServers:
      - key: microsoft
        incoming:
          protocol: imap
          host: outlook.office365.com
          user: help@acme.example
          oauth: { directoryId: acme.example, clientId: app, clientSecret: "file:client-secret" }
        outgoing:
          protocol: smtp
          host: smtp.office365.com
          security: starttls
          port: 587
          user: help@acme.example
          password: "\${HELP}"
          oauth: { directoryId: acme.example, clientId: app, grant: password, tokenExpiryMarginSeconds: 60 }
          proxy: { useProxy: false }
      - key: google
        incoming:
          protocol: imap
          host: imap.gmail.com
          user: help@gmail.com
          enableDebug: true
          oauth: { tenantAuthority: Google, clientId: g, clientSecret: "\${GOOGLE}", refreshToken: "\${REFRESH}" }
          proxy: { host: "::1", port: 1080, socksVersion: 5 }
    agents: [{ login: anna, groups: [unrouted] }]
`;

async function read(source: string) {
  return readConfiguration(Buffer.from(source), 'c.yaml', '/etc/postroom');
}

async function findingsOf(source: string): Promise<readonly string[]> {
  const { findings } = await read(source);
  return findings.map((finding) => formatFinding(finding).replace(/^c\.yaml:\d+:\d+: tenants\[0\]\.?/, ''));
}

test('OAuth and proxies are applied, exported as they were written, and secrets only by their names', async () => {
  const { configuration, findings } = await read(full);
  expect(findings).toEqual([]);
  if (!configuration) throw new Error('not read');
  await applyConfiguration(world.db, configuration, { env: {} });
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain('file:/etc/postroom/client-secret');
  expect(exported).toContain('tenantAuthority: Google');
  expect(exported).not.toContain('login.microsoftonline.com');
  const again = await read(exported);
  if (!again.configuration) throw new Error(JSON.stringify(again.findings));
  expect((await applyConfiguration(world.db, again.configuration, { env: {} })).changes).toEqual([]);
});

test('secrets of OAuth and proxies that are not there are named', async () => {
  const { configuration } = await read(full);
  if (!configuration) throw new Error('not read');
  const env = { PROXY: 'a', HELP: 'b', GOOGLE: 'c' };
  expect(
    (await checkServerSecrets(configuration, env)).map(({ path, message }) => [path.join('.'), message]),
  ).toEqual([
    [
      'tenants.0.mailServers.0.incoming.oauth.clientSecret',
      "the secret's file /etc/postroom/client-secret does not exist in the environment of the backend",
    ],
    [
      'tenants.0.mailServers.1.incoming.oauth.refreshToken',
      'the environment variable REFRESH is not set; set it to the secret in the environment of the backend',
    ],
  ]);
});

const withProxy = (proxy: string) => `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    proxy: ${proxy}
    agents: [{ login: anna, groups: [unrouted] }]
`;

test.for([
  ['{ useProxy: true }', ['proxy.host: is missing', 'proxy.port: is missing']],
  ['{ host: proxy }', ['proxy.port: is missing']],
  ['{ host: proxy, port: 65535 }', ['proxy.port: is 65535; must be at most 65534']],
  ['{ host: proxy, port: 0 }', ['proxy.port: is 0; must be at least 1']],
  ['{ host: proxy, port: x }', ['proxy.port: expected a number, found text']],
  [
    '{ host: "http://proxy", port: 1 }',
    ['proxy.host: “http://proxy”: a name or an address, without a scheme'],
  ],
  ['{ host: proxy, port: 1, user: me }', ['proxy: needs both user and password, or neither']],
  ['{ host: proxy, port: 1, socksVersion: 4 }', ['proxy.socksVersion: expected 5']],
  [
    '{ host: proxy, port: 1, user: me, password: hunter2 }',
    [expect.stringMatching(/^proxy.password: write /)],
  ],
  ['{ useProxy: false, host: proxy, port: 1 }', []],
] as const)('of the proxy %s is said what is wrong', async ([proxy, expected]) => {
  expect(await findingsOf(withProxy(proxy))).toEqual(expected);
});

const withOauth = (oauth: string, more = '') => `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers: [{ key: m, incoming: { protocol: imap, host: h, user: u, oauth: ${oauth}${more} } }]
    agents: [{ login: anna, groups: [unrouted] }]
`;

test.for([
  ['{ clientId: c, clientSecret: "${S}" }', ['directoryId: is missing']],
  ['{ directoryId: d, clientId: c, grant: client-credentials }', ['clientSecret: is missing']],
  ['{ tenantAuthority: google, clientId: c }', ['refreshToken: is missing', 'clientSecret: is missing']],
  [
    '{ tenantAuthority: "http://login.example", directoryId: d, clientId: c, clientSecret: "${S}" }',
    ['tenantAuthority: “http://login.example”: needs an https:// address'],
  ],
  ['{ directoryId: d, clientId: c, clientSecret: s3cret }', [expect.stringMatching(/^clientSecret: write /)]],
] as const)('of the sign-in %s is said what is wrong', async ([oauth, expected]) => {
  const findings = await findingsOf(withOauth(oauth));
  expect(findings.map((line) => line.replace('mailServers[0].incoming.oauth.', ''))).toEqual(expected);
  expect(findings.join()).not.toContain('s3cret');
});

test('a token by password needs the password of the user', async () => {
  expect(await findingsOf(withOauth('{ directoryId: d, clientId: c }'))).toEqual([
    'mailServers[0].incoming: needs the password of the user, or oauth with a clientSecret',
  ]);
  expect(await findingsOf(withOauth('{ directoryId: d, clientId: c }', ', password: "${P}"'))).toEqual([]);
});
