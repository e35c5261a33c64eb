import { ExpectedError } from '../../contract/error.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import { checkSigningKeys } from './check-sending.ts';
import type { PathFinding } from './finding.ts';
import { resolveSecret, type SecretEnvironment } from './secrets.ts';

/** The passwords of mail servers that cannot be found here: warnings, since it is the backend that needs them. */
export async function checkServerSecrets(
  configuration: CompleteConfiguration,
  env: SecretEnvironment,
): Promise<readonly PathFinding[]> {
  const findings: PathFinding[] = [];
  for (const [t, tenant] of configuration.tenants.entries()) {
    for (const [s, server] of tenant.mailServers.entries()) {
      for (const direction of ['incoming', 'outgoing'] as const) {
        const reference = server[direction]?.password;
        if (reference === undefined) continue;
        const path = ['tenants', t, 'mailServers', s, direction, 'password'];
        await resolveSecret(reference, env).catch((error: unknown) => {
          if (!(error instanceof ExpectedError)) throw error;
          const message = `${error.message} in the environment of the backend`;
          findings.push({ path, severity: 'warning', message });
        });
      }
    }
  }
  return [...findings, ...(await checkSigningKeys(configuration, env))];
}
