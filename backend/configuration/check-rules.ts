import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import { compileCondition } from '../intake/rules/compile-condition.ts';
import { UnusableCondition } from '../intake/rules/compile-text-test.ts';
import { matchesAddress } from '../mail/match-address.ts';
import { suggestName } from '../texts/nearest-name.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';

type Report = (path: ConfigurationPath, message: string, severity?: PathFinding['severity']) => void;

/** What keeps a rule from being used: expressions that do not compile, names that lead nowhere, a loop. */
export function checkRules(
  report: Report,
  tenant: TenantConfiguration,
  path: ConfigurationPath,
  groupKeys: readonly string[],
): void {
  // Their values do not matter here, only that they are there.
  const tables = new Map(namedTables(tenant).map((name) => [name, { find: () => null }]));
  const templates = [...new Set(tenant.templates.map(({ name }) => name))];
  const accesses = tenant.serviceAccesses.map(({ name }) => name);
  for (const [index, { when, then, serviceAccesses, groups }] of tenant.rules.entries()) {
    const at = [...path, 'rules', index];
    const lookUp = (place: ConfigurationPath, kind: string, name: string, known: readonly string[]) => {
      if (!known.includes(name))
        report([...at, ...place], `there is no ${kind} “${name}”${suggestName(name, known)}`);
    };
    if (when) {
      try {
        compileCondition(when, tables);
      } catch (error) {
        if (!(error instanceof UnusableCondition)) throw error;
        report([...at, 'when', ...error.path], error.message);
      }
    }
    for (const [position, key] of (groups ?? []).entries())
      lookUp(['groups', position], 'service group', key, groupKeys);
    for (const [position, name] of (serviceAccesses ?? []).entries())
      lookUp(['serviceAccesses', position], 'service access', name, accesses);
    if (then.route !== undefined) lookUp(['then', 'route'], 'service group', then.route, groupKeys);
    if (then.autoReply !== undefined) lookUp(['then', 'autoReply'], 'template', then.autoReply, templates);
    if (then.forward !== undefined && leadsBack(tenant, then.forward)) {
      report([...at, 'then', 'forward'], `${then.forward} leads back here: the mail would go round for ever`);
    }
  }
}

/** Names of all that `inTable` may name. */
function namedTables(tenant: TenantConfiguration): readonly string[] {
  return [...tenant.tables, ...tenant.blockedLists].map(({ name }) => name);
}

function leadsBack(tenant: TenantConfiguration, address: string): boolean {
  const own = [
    ...tenant.serviceAccesses.map((access) => access.address),
    ...tenant.serviceGroups.map(({ email }) => email ?? ''),
    ...tenant.mailServers.map(({ incoming }) => incoming?.user ?? ''),
  ];
  return own.some((pattern) => pattern !== '' && matchesAddress(pattern, address));
}
