import { expect, test } from 'vitest';
import { openTestDatabase } from '../db/test-database.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

async function read(server: string) {
  const source = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers: [{ key: m, ${server} }]
    agents: [{ login: anna, groups: [unrouted] }]
`;
  return readConfiguration(Buffer.from(source), 'c.yaml', '/etc/postroom');
}

const oauth = 'oauth: { directoryId: acme.example, clientId: app, clientSecret: "${SECRET}" }';

test('Microsoft Graph is applied in both directions, and exported as it was written', async () => {
  await using world = await openTestDatabase();
  const { configuration, findings } = await read(
    `incoming: { protocol: graph, user: master@acme.example, folder: Inbox/Orders, afterStoring: { action: move, folder: Done }, ${oauth} }, outgoing: { protocol: graph, mailbox: help@acme.example, ${oauth} }`,
  );
  expect(findings).toEqual([]);
  if (!configuration) throw new Error('not read');
  await applyConfiguration(world.db, configuration, { env: {} });
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain('folder: Inbox/Orders');
  expect(exported).toContain('mailbox: help@acme.example');
  expect(exported).not.toMatch(/pollSeconds|graph\.microsoft\.com/);
  const again = await readConfiguration(Buffer.from(exported), 'c.yaml', '/');
  if (!again.configuration) throw new Error(JSON.stringify(again.findings));
  expect((await applyConfiguration(world.db, again.configuration, { env: {} })).changes).toEqual([]);
});

test.for([
  [
    'incoming: { protocol: graph, user: u, password: "${P}" }',
    'incoming: needs oauth: Microsoft Graph is signed in to by tokens alone',
  ],
  [`incoming: { protocol: graph, ${oauth} }`, 'incoming: needs a user: whose mailbox it is, or who signs in'],
  [
    'outgoing: { protocol: graph, mailbox: m, oauth: { directoryId: d, clientId: c } }',
    'outgoing: needs a user: whose mailbox it is, or who signs in',
  ],
  [
    'outgoing: { protocol: graph, user: u, oauth: { directoryId: d, clientId: c } }',
    'outgoing: needs the password of the user, or oauth with a clientSecret',
  ],
  [
    'incoming: { protocol: graph, user: u, oauth: { tenantAuthority: google, clientId: c, clientSecret: "${S}", refreshToken: "${R}" } }',
    'incoming: needs a tenantAuthority of Microsoft',
  ],
  [
    `incoming: { protocol: graph, user: u, url: "http://graph.example.com/v1.0", ${oauth} }`,
    'incoming.url: “http://graph.example.com/v1.0”: needs an https:// address',
  ],
  [`outgoing: { protocol: graph, user: u, sentCopy: false, ${oauth} }`, 'outgoing.sentCopy: unknown key'],
] as const)('%s is not accepted', async ([server, words]) => {
  const { findings } = await read(server);
  expect(
    findings.map((finding) =>
      formatFinding(finding).replace(/^c\.yaml:\d+:\d+: tenants\[0\]\.mailServers\[0\]\.?/, ''),
    ),
  ).toContainEqual(expect.stringContaining(words));
});
