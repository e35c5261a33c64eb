import { assertNever } from '../../contract/assert-never.ts';
import type { SendingSettings } from '../../contract/domain/configuration.ts';
import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import type { Lookup } from '../mail/authentication/dns-lookups.ts';
import { keyName, lookUpKey, lookUpText } from '../mail/signing/published-key.ts';
import { domainsFor } from '../mail/signing/signer.ts';
import { type SigningKey, readSigningKey } from '../mail/signing/signing-key.ts';
import { type Diagnosis, ok, warn, fail } from './diagnosis.ts';

type SendingDomain = SendingSettings['domains'][number];

/**
 * Whether the domains that a tenant sends from are ready for it (B5): each key published as it is, a DMARC policy
 * there, and every address mail is sent from covered by a key that is aligned with it. What is missing is said with
 * the record to publish.
 */
export async function checkSendingDomains(
  tenant: StoredTenant,
  secrets: ConnectionSecrets,
  lookup: Lookup,
): Promise<readonly Diagnosis[]> {
  const domains = tenant.tenant.sending?.domains ?? [];
  if (domains.length === 0) return [];
  const keys: (readonly Diagnosis[])[] = [];
  for (const domain of domains) keys.push(await checkKey(tenant, domain, secrets, lookup));
  const policies: Diagnosis[] = [];
  for (const domain of new Set(domains.map((one) => one.domain)))
    policies.push(await checkPolicy(tenant, domain, lookup));
  return [...keys.flat(), ...policies, ...checkSenders(tenant, domains)];
}

async function checkKey(
  tenant: StoredTenant,
  domain: SendingDomain,
  secrets: ConnectionSecrets,
  lookup: Lookup,
): Promise<readonly Diagnosis[]> {
  const name = keyName(domain.domain, domain.selector);
  const subject = `sending domain ${tenant.key}/${domain.domain}, key ${domain.selector}`;
  let key: SigningKey;
  try {
    key = readSigningKey(await secrets.resolve(domain.privateKey));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      fail(subject, `mail waits: the private key ${domain.privateKey} cannot be used (${why})`, 'Mend it.'),
    ];
  }
  const publish = `Publish at ${name} the TXT record "${key.record}"`;
  const held = domain.holdUntilPublished
    ? 'mail waits'
    : 'mail leaves with a signature that nobody can verify';
  const found = await lookUpKey(lookup, domain, key);
  switch (found.state) {
    case 'published':
      return [ok(subject, `published, signs with ${key.algorithm}`)];
    case 'missing':
      return [fail(subject, `${held}: the key is not published`, `${publish}.`)];
    case 'different':
      return [
        fail(
          subject,
          `${held}: another key is published (${found.found}…)`,
          `${publish}, or configure the key that is there.`,
        ),
      ];
    case 'unanswered':
      return [
        warn(subject, `the name system did not answer (${found.code})`, `${publish}, if it is not there.`),
      ];
    default:
      return assertNever(found);
  }
}

async function checkPolicy(tenant: StoredTenant, domain: string, lookup: Lookup): Promise<Diagnosis> {
  const subject = `sending domain ${tenant.key}/${domain}, DMARC`;
  const records = await lookUpText(lookup, `_dmarc.${domain}`);
  if (typeof records === 'string')
    return warn(subject, `the name system did not answer (${records})`, 'Run doctor again.');
  const found = records.filter((record) => /^v\s*=\s*DMARC1\s*(?:;|$)/i.test(record));
  const [policy] = found;
  if (policy === undefined) {
    const record = `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`;
    const mend = `Publish at _dmarc.${domain} the TXT record "${record}", and a stricter policy once its reports are good.`;
    return warn(subject, 'has no policy: anybody can send in its name', mend);
  }
  if (found.length > 1)
    return fail(subject, 'has several policies, which count as none', 'Leave one of them.');
  return ok(subject, policy.slice(0, 120));
}

/** Addresses that mail is sent from and no key covers. */
function checkSenders(tenant: StoredTenant, domains: readonly SendingDomain[]): readonly Diagnosis[] {
  const addresses = [
    ...tenant.serviceGroups.flatMap(({ isRemoved, fields }) => (isRemoved ? [] : (fields.email ?? []))),
    ...tenant.serviceAccesses.flatMap(({ isRemoved, fields }) =>
      isRemoved || !fields.active || fields.address.includes('*') ? [] : fields.address,
    ),
    ...(tenant.tenant.outgoingAddress === null ? [] : [tenant.tenant.outgoingAddress]),
  ];
  const bare = new Set(
    addresses
      .map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())
      .filter((domain) => domainsFor(domains, domain).length === 0),
  );
  return [...bare].map((domain) =>
    warn(
      `sending domain ${tenant.key}/${domain}`,
      'mail is sent from it and not signed',
      'Add it to sending.domains with a key of its own, or see that the mail server signs.',
    ),
  );
}
