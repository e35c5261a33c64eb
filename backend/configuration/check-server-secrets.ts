import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import { checkSigningKeys } from './check-sending.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { resolveSecret, type SecretEnvironment } from './secrets.ts';

/** The secrets of mail servers that cannot be found here: warnings, since it is the backend that needs them. */
export async function checkServerSecrets(
  configuration: CompleteConfiguration,
  env: SecretEnvironment,
): Promise<readonly PathFinding[]> {
  const findings: PathFinding[] = [];
  const look = async (path: ConfigurationPath, reference: string): Promise<void> => {
    await resolveSecret(reference, env).catch((error: unknown) => {
      if (!(error instanceof ExpectedError)) throw error;
      const message = `${error.message} in the environment of the backend`;
      findings.push({ path, severity: 'warning', message });
    });
  };
  for (const [t, tenant] of configuration.tenants.entries()) {
    if (tenant.proxy?.password !== undefined)
      await look(['tenants', t, 'proxy', 'password'], tenant.proxy.password);
    for (const [s, server] of tenant.mailServers.entries()) {
      for (const direction of ['incoming', 'outgoing'] as const) {
        for (const [place, reference] of secretsOf(server[direction])) {
          await look(['tenants', t, 'mailServers', s, direction, ...place], reference);
        }
      }
    }
  }
  return [...findings, ...(await checkSigningKeys(configuration, env))];
}

/** Where each secret of a server stands in its settings, with its reference. */
function secretsOf(
  server: IncomingServer | OutgoingServer | undefined,
): readonly (readonly [string[], string])[] {
  const all: readonly (readonly [string[], string | undefined])[] = [
    [['password'], server?.password],
    [['oauth', 'clientSecret'], server?.oauth?.clientSecret],
    [['oauth', 'refreshToken'], server?.oauth?.refreshToken],
    [['proxy', 'password'], server?.proxy?.password],
  ];
  return all.flatMap(([place, reference]) => (reference === undefined ? [] : [[place, reference] as const]));
}
