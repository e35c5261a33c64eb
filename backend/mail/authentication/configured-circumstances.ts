import type { TenantConfiguration } from '../../../contract/domain/configuration.ts';
import { type Circumstances, usualForwarders } from './circumstances.ts';

/** Whom a configuration file says to trust, for a mail that is only looked at: how it came is not known. */
export function configuredCircumstances(
  tenants: readonly Pick<TenantConfiguration, 'mailServers' | 'serviceAccesses' | 'serviceGroups'>[],
): Circumstances {
  const servers = tenants.flatMap((tenant) => tenant.mailServers.flatMap(({ incoming }) => incoming ?? []));
  const forwarders = servers.flatMap(({ trustedForwarders }) => trustedForwarders ?? []);
  const addresses = tenants.flatMap((tenant) => [
    ...tenant.serviceAccesses.map(({ address }) => address),
    ...tenant.serviceGroups.map(({ email }) => email ?? ''),
  ]);
  const domains = addresses.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase());
  return {
    peer: null,
    trustedServers: servers.flatMap(({ authservId }) => authservId ?? []),
    trustedForwarders: servers.some(({ trustedForwarders }) => trustedForwarders)
      ? forwarders
      : usualForwarders,
    ownDomains: [...new Set(domains)].filter((domain) => domain !== '' && !domain.includes('*')),
  };
}
