import { expect, test } from 'vitest';
import { openTestDatabase } from '../db/test-database.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

async function read(incoming: string) {
  const source = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers: [{ key: m, incoming: { protocol: pop3, host: pop.example.com${incoming} } }]
    agents: [{ login: anna, groups: [unrouted] }]
`;
  return readConfiguration(Buffer.from(source), 'c.yaml', '/etc/postroom');
}

const account = ', user: help@example.com, password: "${P}"';

test('a POP3 mailbox is applied, and exported as it was written', async () => {
  await using world = await openTestDatabase();
  const { configuration, findings } = await read(
    `${account}, disableTop: true, afterStoring: { action: delete, afterDays: 14 }`,
  );
  expect(findings).toEqual([]);
  if (!configuration) throw new Error('not read');
  await applyConfiguration(world.db, configuration, { env: {} });
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain('disableTop: true');
  expect(exported).toContain('afterDays: 14');
  expect(exported).not.toContain('security');
  const again = await readConfiguration(Buffer.from(exported), 'c.yaml', '/');
  if (!again.configuration) throw new Error(JSON.stringify(again.findings));
  expect((await applyConfiguration(world.db, again.configuration, { env: {} })).changes).toEqual([]);
});

test('a mailbox is left as it is where nothing else is configured, and TOP is used', async () => {
  const { configuration } = await read(account);
  expect(configuration?.tenants[0]?.mailServers[0]?.incoming).toMatchObject({
    security: 'ssl',
    disableTop: false,
    afterStoring: { action: 'keep' },
  });
});

test.for([
  ['', 'incoming: needs user and password: nobody reads a mailbox without'],
  [`${account}, folder: INBOX`, 'incoming.folder: unknown key'],
  [`${account}, disabletop: true`, 'incoming.disabletop: unknown key; did you mean disableTop?'],
  [
    `${account}, afterStoring: { action: move, folder: Done }`,
    'incoming.afterStoring.action: expected one of delete, keep',
  ],
  [
    `${account}, afterStoring: { action: delete, afterDays: -1 }`,
    'incoming.afterStoring.afterDays: is -1; must be at least 0',
  ],
  [
    `${account}, security: none`,
    'incoming.security: warning: the password goes over the network for all to read',
  ],
])('of the settings “%s” is said what is wrong', async ([incoming, expected]) => {
  const { findings } = await read(incoming ?? '');
  expect(
    findings.map((finding) => formatFinding(finding).replace(/^.*tenants\[0\]\.mailServers\[0\]\./, '')),
  ).toEqual([expected]);
});
