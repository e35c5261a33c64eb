import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CompleteConfiguration } from '../configuration/complete-configuration.ts';
import { formatFinding } from '../configuration/finding.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';

/** The folder of `demonstration.yaml`; the files that it names lie below. */
export const demonstrationFolder = new URL('./', import.meta.url);
/** The environment variable that the demonstration's agents have their password from. */
export const demonstrationPasswordVariable = 'POSTROOM_DEMO_PASSWORD';

/**
 * The configuration of the demonstration tenant with everything that its files hold; outgoing mail goes to the sink on
 * `smtpSinkPort` of this machine. Passwords stay references to `demonstrationPasswordVariable`.
 */
export async function demonstrationConfiguration(settings: {
  readonly smtpSinkPort: number;
}): Promise<CompleteConfiguration> {
  const source = await readFile(new URL('demonstration.yaml', demonstrationFolder));
  const folder = fileURLToPath(demonstrationFolder);
  const { configuration, findings } = await readConfiguration(source, 'demonstration.yaml', folder);
  if (!configuration) throw new Error(findings.map((finding) => formatFinding(finding)).join('\n'));
  const tenants = configuration.tenants.map((tenant) => ({
    ...tenant,
    mailServers: tenant.mailServers.map((server) =>
      server.outgoing ? { ...server, outgoing: { ...server.outgoing, port: settings.smtpSinkPort } } : server,
    ),
  }));
  return { ...configuration, tenants };
}
