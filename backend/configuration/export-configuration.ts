import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { z } from 'zod';
import {
  type configuration as configurationSchema,
  tenantConfiguration,
} from '../../contract/domain/configuration.ts';
import type { IncomingServer, OutgoingServer, ProxySettings } from '../../contract/domain/mail-server.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import { suggestName } from '../texts/nearest-name.ts';
import { withIntakeSettings } from './intake-settings.ts';
import { defaultAgentName } from './settled-tenant.ts';
import { readStoredTenant, type Stored, type StoredTenant } from './stored-tenant.ts';

/** A configuration as a person would write it: what is as by default is left out. */
export type WrittenConfiguration = z.input<typeof configurationSchema>;
type WrittenTenant = WrittenConfiguration['tenants'][number];

/**
 * What is configured, in the form of the configuration file: to apply it again changes nothing. Secrets appear as the
 * references that they were given as.
 * @param tenant key of the only tenant to export; default: all
 * @throws `not-found` for an unknown tenant, or when there is none at all
 */
export async function exportConfiguration(db: Database, tenant?: string): Promise<WrittenConfiguration> {
  const rows = await db.kysely.selectFrom('tenant').select('key').orderBy('id').execute();
  const keys = rows.map((row) => row.key);
  if (tenant !== undefined && !keys.includes(tenant)) {
    throw new ExpectedError('not-found', `There is no tenant ${tenant}${suggestName(tenant, keys)}`);
  }
  if (keys.length === 0) {
    throw new ExpectedError('not-found', 'Nothing is configured yet. Begin with: postroom apply FILE');
  }
  return db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const tenants: WrittenTenant[] = [];
      for (const key of keys) {
        if (tenant !== undefined && key !== tenant) continue;
        const stored = await readStoredTenant(trx, key);
        if (stored) tenants.push(await withIntakeSettings(trx, stored.id, writeTenant(stored)));
      }
      return { version: 1, tenants };
    });
}

/** YAML with texts of several lines as blocks, and no anchors. */
export function formatYaml(configuration: WrittenConfiguration): string {
  return stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: 'literal' });
}

function writeTenant(stored: StoredTenant): WrittenTenant {
  const { culture, timeZone } = stored.tenant;
  const { outgoingAddress, defaultDomain, ndrSenders, notReadyReasons, name } = stored.tenant;
  const tenant = sparse({ key: stored.key, name, culture, timeZone, outgoingAddress, defaultDomain });
  // An empty list says something here: no reasons instead of the usual ones.
  const reasons = withoutDefaults(
    { ndrSenders, notReadyReasons },
    { ndrSenders: usualNdrSenders, notReadyReasons: usualReasons },
  );
  const things = sparse({
    mailServers: present(stored.mailServers, (key, { incoming, outgoing }) =>
      sparse({
        key,
        incoming: incoming && writeServer(incoming),
        outgoing: outgoing && writeServer(outgoing),
      }),
    ),
    templates: present(stored.templates, (_label, { name, culture, format, body }) =>
      sparse({ name, culture, [format]: body }),
    ),
    responseFiles: present(stored.responseFiles, (key, { file, source }) =>
      sparse({ key, file, source: file === null ? source : null }),
    ),
    serviceGroups: present(stored.serviceGroups, (key, group) =>
      withoutDefaults(sparse({ key, ...group }), { ...groupDefaults, culture }),
    ),
    serviceAccesses: present(stored.serviceAccesses, (name, access) =>
      withoutDefaults({ name, ...access }, { active: true }),
    ),
    agents: present(stored.agents, (login, agent) =>
      withoutDefaults(sparse({ login, ...agent, roles: [...agent.roles], groups: [...agent.groups] }), {
        ...agentDefaults,
        culture,
        name: defaultAgentName({ login, ...agent }),
      }),
    ),
  });
  return {
    ...tenant,
    ...reasons,
    ...writeSending(stored),
    ...writeTenantProxy(stored),
    ...things,
  } as WrittenTenant;
}

function writeServer(server: IncomingServer | OutgoingServer): Record<string, unknown> {
  const { oauth, proxy } = server;
  return {
    ...withoutDefaults(server, serverDefaults),
    ...(oauth ? { oauth: withoutDefaults(oauth, oauthDefaults) } : {}),
    ...(proxy ? { proxy: writeProxy(proxy) } : {}),
  };
}

function writeTenantProxy({ tenant: { proxy } }: StoredTenant): Pick<WrittenTenant, 'proxy'> {
  return proxy ? { proxy: writeProxy(proxy) } : {};
}

function writeProxy(proxy: ProxySettings): Partial<ProxySettings> {
  return withoutDefaults(proxy, { useProxy: true, protocol: 'socks5' });
}

function writeSending({ tenant: { sending } }: StoredTenant): Pick<WrittenTenant, 'sending'> {
  if (!sending) return {};
  const domains = sending.domains.map((domain) => withoutDefaults(domain, { holdUntilPublished: true }));
  const rest = withoutDefaults(sending, { headers: {}, domains: [] });
  return {
    sending: { ...rest, ...(domains.length > 0 ? { domains } : {}) } as NonNullable<WrittenTenant['sending']>,
  };
}

const usualNdrSenders = tenantConfiguration.shape.ndrSenders.parse(undefined);
const usualReasons = tenantConfiguration.shape.notReadyReasons.parse(undefined);
const oauthDefaults = {
  tenantAuthority: 'https://login.microsoftonline.com/',
  tokenExpiryMarginSeconds: 300,
};
const serverDefaults = {
  enableDebug: false,
  warnAfterMinutes: 15,
  security: 'ssl',
  // Of Microsoft Graph; EWS has none.
  url: 'https://graph.microsoft.com/v1.0',
  connectTimeoutSeconds: 30,
  protocolTimeoutSeconds: 60,
  pollSeconds: 60,
  maximumMessageBytes: 100 * 1024 * 1024,
  sentCopy: true,
  afterStoring: { action: 'mark-seen' },
};
const groupDefaults = {
  replyUsingAccessAddress: true,
  reviewBeforeSending: false,
  offerSeconds: 60,
  undoSeconds: 10,
  requestDeliveryReports: false,
  requestReadReceipts: false,
  ownReturnPath: false,
};
const agentDefaults = { firstName: '', lastName: '', capacity: 5 };

function present<Fields, Written>(
  things: readonly Stored<Fields>[],
  write: (name: string, fields: Fields) => Written,
): Written[] {
  return things.filter((thing) => !thing.isRemoved).map((thing) => write(thing.name, thing.fields));
}

type Sparse<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

function sparse<T extends object>(value: T): Sparse<T> {
  const entries = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(
    entries.filter(([, field]) => !(Array.isArray(field) && field.length === 0)),
  ) as Sparse<T>;
}

function withoutDefaults<T extends object>(
  value: T,
  defaults: Readonly<Record<string, unknown>>,
): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, field]) => !isDeepStrictEqual(field, defaults[name])),
  ) as Partial<T>;
}
