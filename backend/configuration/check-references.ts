import type { Configuration, TenantConfiguration } from '../../contract/domain/configuration.ts';
import { findCulture } from '../../dictionaries/cultures.ts';
import { suggestName } from '../texts/nearest-name.ts';
import { checkConnections } from './check-connections.ts';
import { checkConfirmations } from './check-confirmations.ts';
import { checkRules } from './check-rules.ts';
import { checkSending } from './check-sending.ts';
import { formatPath, type ConfigurationPath, type PathFinding } from './finding.ts';
import { patternsOverlap } from './overlapping-accesses.ts';
import { templateLabel } from './template-label.ts';

/** Key of the group that takes what fits no service access; every tenant has it. */
export const unroutedKey = 'unrouted';

type Report = (path: ConfigurationPath, message: string, severity?: PathFinding['severity']) => void;

/** What the schema cannot see: names that are used twice or lead nowhere, and settings that will not do together. */
export function checkReferences(configuration: Configuration): readonly PathFinding[] {
  const findings: PathFinding[] = [];
  const report: Report = (path, message, severity = 'error') => findings.push({ path, severity, message });
  findDuplicates(report, ['tenants'], configuration.tenants, 'key', 'tenant');
  for (const [index, tenant] of configuration.tenants.entries())
    checkTenant(report, tenant, ['tenants', index]);
  return findings;
}

function checkTenant(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  findDuplicates(report, [...path, 'mailServers'], tenant.mailServers, 'key', 'mail server');
  const templates = tenant.templates.map(({ name, culture }) => ({
    name: templateLabel(name, culture ?? null),
  }));
  findDuplicates(report, [...path, 'templates'], templates, 'name', 'template');
  findDuplicates(report, [...path, 'responseFiles'], tenant.responseFiles, 'key', 'response file');
  findDuplicates(report, [...path, 'serviceGroups'], tenant.serviceGroups, 'key', 'service group');
  findDuplicates(report, [...path, 'serviceAccesses'], tenant.serviceAccesses, 'name', 'service access');
  findDuplicates(report, [...path, 'agents'], tenant.agents, 'login', 'agent');
  checkCultures(report, tenant, path);
  checkConnections(report, tenant, path);
  checkGroups(report, tenant, path);
  checkGroupKeys(report, tenant, path);
  checkOverlaps(report, tenant, path);
  checkSending(report, tenant, path);
  findDuplicates(report, [...path, 'tables'], tenant.tables, 'name', 'table');
  findDuplicates(report, [...path, 'blockedLists'], tenant.blockedLists, 'name', 'blocked list');
  findDuplicates(report, [...path, 'rules'], tenant.rules, 'name', 'rule');
  const groupKeys = [...tenant.serviceGroups.map(({ key }) => key), unroutedKey];
  checkRules(report, tenant, path, groupKeys);
  findDuplicates(report, [...path, 'openingHours'], tenant.openingHours, 'name', 'opening hours');
  checkConfirmations(report, tenant, path);
}

/** Logins and names that differ in case only would be taken for one another by people. */
function findDuplicates<F extends string>(
  report: Report,
  path: ConfigurationPath,
  things: readonly Readonly<Record<F, string>>[],
  field: F,
  kind: string,
): void {
  const seen = new Map<string, number>();
  for (const [index, thing] of things.entries()) {
    const name = thing[field].normalize('NFC').toLowerCase();
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else {
      const place = formatPath([...path, first]);
      report([...path, index, field], `the ${kind} “${thing[field]}” is there already, at ${place}`);
    }
  }
}

function checkCultures(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  const check = (culture: string | undefined, at: ConfigurationPath): void => {
    if (culture === undefined || findCulture(culture)) return;
    if (!isLanguageTag(culture)) report(at, `“${culture}” is not a culture such as en-US, sv or zh-Hant-TW`);
    else report(at, `the culture “${culture}” is not in the table of cultures`, 'warning');
  };
  check(tenant.culture, [...path, 'culture']);
  for (const kind of ['templates', 'serviceGroups', 'agents'] as const) {
    for (const [index, { culture }] of tenant[kind].entries())
      check(culture, [...path, kind, index, 'culture']);
  }
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A language that exists, perhaps with script and region (BCP 47). */
function isLanguageTag(culture: string): boolean {
  const language = /^([a-z]{2,3})(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.exec(culture)?.[1];
  return language !== undefined && languages.of(language) !== undefined;
}

function checkGroups(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  const templates = tenant.templates.map((template) => template.name);
  const responseFiles = tenant.responseFiles.map((file) => file.key);
  const servers = tenant.mailServers.map((server) => server.key);
  const canSend = tenant.mailServers.some((server) => server.outgoing);
  for (const [index, group] of tenant.serviceGroups.entries()) {
    const at = [...path, 'serviceGroups', index];
    const lookUp = (
      field: 'template' | 'signature' | 'expertTemplate' | 'responseFile' | 'mailServer',
      known: string[],
    ): void => {
      const name = group[field];
      if (name === undefined || known.includes(name)) return;
      report([...at, field], `there is no ${kinds[field]} “${name}”${suggestName(name, known)}`);
    };
    lookUp('template', templates);
    lookUp('signature', templates);
    lookUp('expertTemplate', templates);
    lookUp('responseFile', responseFiles);
    lookUp('mailServer', servers);
    const server = tenant.mailServers.find(({ key }) => key === group.mailServer);
    if (server && !server.outgoing) {
      report([...at, 'mailServer'], `the mail server “${server.key}” has no outgoing settings`);
    }
    if (group.email === undefined && !group.replyUsingAccessAddress) {
      report(
        at,
        'can neither start mail nor answer it: it has no email, and may not use that of the access',
        'warning',
      );
    }
  }
  if (!canSend && tenant.serviceGroups.length > 0) {
    report([...path, 'mailServers'], 'no mail server has outgoing settings: nothing can be sent', 'warning');
  }
}

const kinds = {
  template: 'template',
  signature: 'template',
  expertTemplate: 'template',
  responseFile: 'response file',
  mailServer: 'mail server',
} as const;

function checkGroupKeys(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  const known = [...tenant.serviceGroups.map((group) => group.key), unroutedKey];
  const lookUp = (key: string, at: ConfigurationPath): void => {
    if (!known.includes(key)) report(at, `there is no service group “${key}”${suggestName(key, known)}`);
  };
  for (const [index, access] of tenant.serviceAccesses.entries()) {
    lookUp(access.group, [...path, 'serviceAccesses', index, 'group']);
  }
  for (const [index, agent] of tenant.agents.entries()) {
    for (const [position, key] of agent.groups.entries()) {
      const at = [...path, 'agents', index, 'groups', position];
      lookUp(key, at);
      if (agent.groups.indexOf(key) < position) report(at, `“${key}” is listed twice`);
    }
  }
  const seesUnrouted = tenant.agents.some(
    (agent) => agent.groups.includes(unroutedKey) || agent.roles.includes('administrator'),
  );
  if (tenant.agents.length > 0 && !seesUnrouted) {
    const message = `nobody sees mail that fits no service access: add ${unroutedKey} to the groups of an agent`;
    report([...path, 'agents'], message, 'warning');
  }
}

function checkOverlaps(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  const active = [...tenant.serviceAccesses.entries()].filter(([, access]) => access.active);
  for (const [position, [index, access]] of active.entries()) {
    for (const [, earlier] of active.slice(0, position)) {
      if (!patternsOverlap(earlier.address, access.address)) continue;
      report(
        [...path, 'serviceAccesses', index, 'address'],
        `${access.address} overlaps with “${earlier.name}” (${earlier.address}): mail that fits both goes to the one activated first; of new ones that is the one further up`,
        'warning',
      );
    }
  }
}
