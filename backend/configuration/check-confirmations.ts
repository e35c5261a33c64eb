import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import { suggestName } from '../texts/nearest-name.ts';
import { isTimeZone } from '../texts/time-zone.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';

type Report = (path: ConfigurationPath, message: string, severity?: PathFinding['severity']) => void;

/** Opening hours and confirmations (M25), and the tenant's own zone: time zones that are none, names that lead nowhere, templates never used. */
export function checkConfirmations(
  report: Report,
  tenant: TenantConfiguration,
  path: ConfigurationPath,
): void {
  const checkZone = (timeZone: string | undefined, at: ConfigurationPath): void => {
    if (timeZone === undefined || isTimeZone(timeZone)) return;
    report([...at, 'timeZone'], `“${timeZone}” is no time zone; write it like Europe/Stockholm`);
  };
  checkZone(tenant.timeZone, path);
  for (const [index, { timeZone }] of tenant.openingHours.entries()) {
    checkZone(timeZone, [...path, 'openingHours', index]);
  }
  const hours = tenant.openingHours.map(({ name }) => name);
  const templates = [...new Set(tenant.templates.map(({ name }) => name))];
  for (const [index, group] of tenant.serviceGroups.entries()) {
    const at = [...path, 'serviceGroups', index];
    if (group.openingHours !== undefined && !hours.includes(group.openingHours)) {
      const suggestion = suggestName(group.openingHours, hours);
      report([...at, 'openingHours'], `there are no opening hours “${group.openingHours}”${suggestion}`);
    }
    for (const when of ['open', 'closed'] as const) {
      const name = group.confirmation?.[when];
      if (name === undefined || templates.includes(name)) continue;
      const suggestion = suggestName(name, templates);
      report([...at, 'confirmation', when], `there is no template “${name}”${suggestion}`);
    }
    if (group.confirmation?.closed !== undefined && group.openingHours === undefined) {
      const message = 'is never used: without opening hours the group is always open';
      report([...at, 'confirmation', 'closed'], message, 'warning');
    }
  }
}
