import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { Inspection } from '../../contract/domain/inspection.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { findBlock, sayBlocked } from './blocking/block-mail.ts';
import { type ServiceAccessEntry, chooseServiceAccess } from './choose-service-access.ts';
import { detectLanguage } from './language.ts';
import type { MailHeaders } from './mail-headers.ts';
import { recipientsOf } from './recipients.ts';
import { applyRules } from './rules/apply-rules.ts';
import { gatherFacts } from './rules/mail-facts.ts';
import { type CopyPlan, planCopies } from './split-mail.ts';
import { type CompiledSettings, compileSettings, type IntakeSettings } from './tenant-intake.ts';

type InspectedTenant = Omit<IntakeSettings, 'serviceGroups'> &
  Pick<TenantConfiguration, 'serviceAccesses' | 'serviceGroups' | 'mailServers'>;

interface ConfiguredAccess extends ServiceAccessEntry {
  readonly groupKey: string;
  readonly tenant: ConfiguredTenant;
}

interface ConfiguredTenant {
  readonly settings: CompiledSettings;
  readonly groupName: (key: string) => string;
}

/** Where a configuration file sends mail: the service accesses of all tenants, and the rules of each. */
export interface RouteTable {
  readonly accesses: readonly ConfiguredAccess[];
  readonly tenants: readonly ConfiguredTenant[];
  readonly masterAddresses: readonly string[];
}

/** The accesses are activated in the order of the file. */
export function configuredRouteTable(tenants: readonly InspectedTenant[]): RouteTable {
  const configured = tenants.map((tenant): ConfiguredTenant => {
    const names = new Map(tenant.serviceGroups.map(({ key, name }) => [key, name]));
    return { settings: compileSettings(tenant), groupName: (key) => names.get(key) ?? key };
  });
  return {
    tenants: configured,
    accesses: configured.flatMap((tenant, index) =>
      (tenants[index]?.serviceAccesses ?? [])
        .filter(({ active }) => active)
        .map(({ name, address, group }) => ({
          name,
          address,
          group: tenant.groupName(group),
          groupKey: group,
          tenant,
        })),
    ),
    masterAddresses: tenants
      .flatMap((tenant) => tenant.mailServers.map((server) => server.incoming?.user ?? ''))
      .filter((user) => user.includes('@')),
  };
}

type InspectedRoute = Pick<Inspection, 'language' | 'serviceAccess' | 'serviceGroup' | 'why' | 'rules'>;

/**
 * Where a mail would go and why, with what every rule says of it. Mail that no service access fits is asked about at
 * the rules of the only tenant; of several nobody knows whose it is.
 * @param size of the whole mail, in bytes
 */
export function inspectRoute(
  mail: ReadMail,
  headers: MailHeaders,
  size: number,
  routes: RouteTable | null,
): InspectedRoute {
  const language = detectLanguage(mail.subject ?? '', mail.replyText, mail.contentLanguage);
  if (routes === null) {
    return {
      language,
      serviceAccess: null,
      serviceGroup: null,
      why: 'No configuration was given, so no route was sought.',
      rules: [],
    };
  }
  const byTrust = chooseServiceAccess(recipientsOf(mail, null), routes.accesses, routes.masterAddresses);
  const owner = byTrust.access?.tenant;
  const own = routes.accesses.filter((one) => one.tenant === owner);
  const copies = planCopies(mail, owner?.settings.splitting ?? null, own);
  const [first] = copies?.served ?? [];
  const { access, explanation } = first ? chooseServiceAccess([first], own) : byTrust;
  const [only, ...others] = routes.tenants;
  const tenant = access?.tenant ?? (others.length === 0 ? only : undefined);
  const decision = applyRules(
    tenant?.settings.rules ?? [],
    gatherFacts(mail, headers, {
      language,
      serviceAccess: access?.name ?? null,
      group: access?.groupKey ?? 'unrouted',
      size,
    }),
    (key) => tenant?.groupName(key) ?? key,
  );
  const byAddress = access?.group ?? 'unrouted';
  const key = decision.route ?? access?.groupKey ?? 'unrouted';
  const block = findBlock(tenant?.settings.blockedLists ?? [], mail, null, {
    key,
    name: tenant?.groupName(key) ?? key,
  });
  return {
    language: decision.language ?? language,
    serviceAccess: access?.name ?? null,
    serviceGroup: decision.route === null ? byAddress : (tenant?.groupName(decision.route) ?? decision.route),
    why: [explanation, copies ? sayCopies(copies, own) : '', block ? sayBlocked(block) : '']
      .filter((sentence) => sentence !== '')
      .join(' '),
    rules: [...decision.outcomes],
  };
}

function sayCopies({ served, leftOut }: CopyPlan, accesses: readonly ServiceAccessEntry[]): string {
  const further = served
    .slice(1)
    .map((one) => `${one.address} to ${chooseServiceAccess([one], accesses).access?.group ?? 'unrouted'}`);
  const beyond = leftOut.map(({ address }) => address);
  return [
    ...(further.length > 0 ? [`The mail is split: copies go for ${further.join(', ')}.`] : []),
    ...(beyond.length > 0 ? [`The limit of copies leaves out ${beyond.join(', ')}.`] : []),
  ].join(' ');
}
