import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import { ExpectedError } from '../../contract/error.ts';
import { readSigningKey } from '../mail/signing/signing-key.ts';
import { findForbidden } from '../replies/forbidden-headers.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { type SecretEnvironment, resolveSecret } from './secrets.ts';

type Report = (path: ConfigurationPath, message: string) => void;

/** Keys that are named twice, and header fields that may not be added (G4). */
export function checkSending(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  const { domains = [], headers = {}, forbiddenHeaders } = tenant.sending ?? {};
  const seen = new Set<string>();
  for (const [index, { domain, selector }] of domains.entries()) {
    const name = `${selector.toLowerCase()} ${domain}`;
    if (seen.has(name)) {
      report([...path, 'sending', 'domains', index], `${domain} has the selector ${selector} already`);
    }
    seen.add(name);
  }
  for (const name of findForbidden(Object.keys(headers), forbiddenHeaders)) {
    report([...path, 'sending', 'headers', name], `the header field ${name} may not be added to mail`);
  }
}

/** Keys that cannot be found here or cannot be used: warnings, since it is the backend that needs them. */
export async function checkSigningKeys(
  configuration: CompleteConfiguration,
  env: SecretEnvironment,
): Promise<readonly PathFinding[]> {
  const findings: PathFinding[] = [];
  for (const [t, { sending }] of configuration.tenants.entries()) {
    for (const [d, { privateKey }] of (sending?.domains ?? []).entries()) {
      const path = ['tenants', t, 'sending', 'domains', d, 'privateKey'];
      const pem = await resolveSecret(privateKey, env).catch((error: unknown) => {
        if (!(error instanceof ExpectedError)) throw error;
        const message = `${error.message} in the environment of the backend`;
        findings.push({ path, severity: 'warning', message });
        return null;
      });
      if (pem === null) continue;
      try {
        readSigningKey(pem);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        findings.push({
          path,
          severity: 'warning',
          message: `the key ${error.message}; the mail waits until then`,
        });
      }
    }
  }
  return findings;
}
