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

const url = 'url: "https://owa.example.com/ews/exchange.asmx"';
const account = `${url}, user: "EXAMPLE\\\\postroom", password: "\${P}"`;

test('Exchange is applied in both directions, and exported as it was written', async () => {
  await using world = await openTestDatabase();
  const { configuration, findings } = await read(
    `incoming: { protocol: ews, ${account}, mailbox: help@example.com, folder: Inbox/Orders, afterStoring: { action: trash } }, outgoing: { protocol: ews, ${account}, mailbox: help@example.com }`,
  );
  expect(findings).toEqual([]);
  if (!configuration) throw new Error('not read');
  await applyConfiguration(world.db, configuration, { env: {} });
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported.match(/url: https:\/\/owa\.example\.com\/ews\/exchange\.asmx/g)).toHaveLength(2);
  expect(exported).toContain('folder: Inbox/Orders');
  expect(exported).not.toContain('pollSeconds');
  const again = await readConfiguration(Buffer.from(exported), 'c.yaml', '/');
  if (!again.configuration) throw new Error(JSON.stringify(again.findings));
  expect((await applyConfiguration(world.db, again.configuration, { env: {} })).changes).toEqual([]);
});

test('an empty folder is the Inbox, and mails are marked as read where nothing else is configured', async () => {
  const { configuration, findings } = await read(`incoming: { protocol: ews, ${account}, folder: "" }`);
  expect(findings).toEqual([]);
  expect(configuration?.tenants[0]?.mailServers[0]?.incoming).toMatchObject({
    folder: '',
    afterStoring: { action: 'mark-seen' },
  });
});

const oauth = 'oauth: { directoryId: d, clientId: c, clientSecret: "${S}" }';

test('an application that acts for a mailbox needs no user', async () => {
  const { findings } = await read(`incoming: { protocol: ews, ${url}, mailbox: help@example.com, ${oauth} }`);
  expect(findings).toEqual([]);
});

test.for([
  [`incoming: { protocol: ews, ${url}, ${oauth} }`, 'incoming: needs a user: whose mailbox the token is for'],
  [
    `incoming: { protocol: ews, ${url}, user: u, oauth: { tenantAuthority: google, clientId: c, clientSecret: "\${S}", refreshToken: "\${R}" } }`,
    'incoming: needs a tenantAuthority of Microsoft',
  ],
  [
    `incoming: { protocol: ews, ${url} }`,
    'incoming: needs user and password, or oauth: Exchange lets nobody in without',
  ],
  [
    'incoming: { protocol: ews, url: "http://owa.example.com/ews/exchange.asmx", user: u, password: "${P}" }',
    'incoming.url: “http://owa.example.com/ews/exchange.asmx”: needs an https:// address',
  ],
  [
    `outgoing: { protocol: ews, ${url} }`,
    'outgoing: needs user and password, or oauth: Exchange lets nobody in without',
  ],
  ['outgoing: { protocol: ews, user: u, password: "${P}" }', 'outgoing.url: is missing'],
  [`outgoing: { protocol: ews, ${account}, folder: Sent }`, 'outgoing.folder: unknown key'],
  [`incoming: { protocol: ews, ${account}, host: owa }`, 'incoming.host: unknown key'],
  [
    'outgoing: { protocol: ews, url: "https://outlook.office365.com/EWS/Exchange.asmx", user: u, password: "${P}" }',
    'outgoing.url: warning: Exchange Online is giving up Exchange Web Services; use protocol: graph for it',
  ],
])('of the settings “%s” is said what is wrong', async ([server, expected]) => {
  const { findings } = await read(server ?? '');
  expect(
    findings.map((finding) => formatFinding(finding).replace(/^.*tenants\[0\]\.mailServers\[0\]\./, '')),
  ).toEqual([expected]);
});
