import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { Lookup } from '../mail/authentication/dns-lookups.ts';
import { readSigningKey } from '../mail/signing/signing-key.ts';
import { checkSendingDomains } from './check-sending-domains.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const { record } = readSigningKey(pem);
const secrets = {
  resolve: (reference: string) => {
    if (reference === '${KEY}') return pem;
    throw new Error('the environment variable OTHER is not set');
  },
  baseFolder: '/',
};

function tenantWith(privateKey: string, holdUntilPublished = false): StoredTenant {
  return {
    id: '1' as never,
    key: 'acme',
    tenant: {
      name: 'Acme',
      culture: 'en-US',
      timeZone: null,
      outgoingAddress: 'info@other.example',
      defaultDomain: null,
      ndrSenders: [],
      proxy: null,
      notReadyReasons: [],
      sending: {
        domains: [{ domain: 'acme.example', selector: 's1', privateKey, holdUntilPublished }],
        headers: {},
      },
    },
    mailServers: [],
    templates: [],
    responseFiles: [],
    serviceGroups: [
      { id: '1', name: 'g', isRemoved: false, fields: { email: 'help@service.acme.example' } as never },
    ],
    serviceAccesses: [],
    agents: [],
  };
}

function zone(records: Readonly<Record<string, string>>): Lookup {
  return (name) => {
    const found = records[name];
    return found === undefined
      ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))
      : Promise.resolve([[found.slice(0, 20), found.slice(20)]]);
  };
}

async function check(lookup: Lookup, tenant = tenantWith('${KEY}')): Promise<readonly string[]> {
  const found = await checkSendingDomains(tenant, secrets, lookup);
  return found.map(
    ({ state, subject, text, mend }) => `${state} ${subject}: ${text}${mend ? ` > ${mend}` : ''}`,
  );
}

const others =
  'warn sending domain acme/other.example: mail is sent from it and not signed > Add it to sending.domains with a key of its own, or see that the mail server signs.';

test('a domain that is ready is said to be so; one that is sent from without a key as well', async () => {
  const ready = zone({ 's1._domainkey.acme.example': record, '_dmarc.acme.example': 'v=DMARC1; p=reject' });
  expect(await check(ready)).toEqual([
    'ok sending domain acme/acme.example, key s1: published, signs with ed25519-sha256',
    'ok sending domain acme/acme.example, DMARC: v=DMARC1; p=reject',
    others,
  ]);
});

test('what is missing is said with the record to publish', async () => {
  const found = await check(zone({}));
  expect(found[0]).toBe(
    `fail sending domain acme/acme.example, key s1: mail leaves with a signature that nobody can verify: the key is not published > Publish at s1._domainkey.acme.example the TXT record "${record}".`,
  );
  expect(found[1]).toContain('Publish at _dmarc.acme.example the TXT record "v=DMARC1; p=none; rua=');
});

test('another key there is named, and what becomes of the mail', async () => {
  const found = await check(
    zone({ 's1._domainkey.acme.example': 'v=DKIM1; p=AAAA' }),
    tenantWith('${KEY}', true),
  );
  expect(found[0]).toMatch(/^fail .*: mail waits: another key is published \(v=DKIM1; p=AAAA…\)/);
});

const silent: Lookup = () => Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' }));

test('a silent name system is no fault of the domain', async () => {
  const found = await check(silent);
  expect(found.slice(0, 2).every((one) => one.startsWith('warn'))).toBe(true);
});

test('a key that cannot be used is named without its content', async () => {
  const found = await check(zone({}), tenantWith('${OTHER}'));
  expect(found[0]).toContain(
    'the private key ${OTHER} cannot be used (the environment variable OTHER is not set)',
  );
});
