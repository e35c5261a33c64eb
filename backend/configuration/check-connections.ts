import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import {
  isGoogleAuthority,
  type IncomingServer,
  type OutgoingServer,
} from '../../contract/domain/mail-server.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';

type Report = (path: ConfigurationPath, message: string, severity?: PathFinding['severity']) => void;

/** How servers are signed in to: what is missing, and what goes over the network for all to read. */
export function checkConnections(report: Report, tenant: TenantConfiguration, path: ConfigurationPath): void {
  for (const [index, server] of tenant.mailServers.entries()) {
    for (const direction of ['incoming', 'outgoing'] as const) {
      const settings = server[direction];
      if (!settings) continue;
      const at = [...path, 'mailServers', index, direction];
      const problem = findSignInProblem(settings, direction);
      if (problem !== null) report(at, problem);
      if (
        'security' in settings &&
        settings.security === 'none' &&
        hasSecret(settings) &&
        !isLoopback(settings.host)
      ) {
        const what = settings.oauth ? 'token' : 'password';
        report([...at, 'security'], `the ${what} goes over the network for all to read`, 'warning');
      }
    }
  }
}

type ServerSettings = IncomingServer | OutgoingServer;

/** Who reads a mailbox signs in; with a token a user is enough, unless it is asked for by the user's password. */
function findSignInProblem(server: ServerSettings, direction: 'incoming' | 'outgoing'): string | null {
  const { user, password, oauth } = server;
  if (oauth) {
    if (user === undefined) return 'needs a user: whose mailbox the token is for';
    const isByPassword =
      !isGoogleAuthority(oauth.tenantAuthority) &&
      (oauth.grant ?? (oauth.clientSecret === undefined ? 'password' : null)) === 'password';
    return isByPassword && password === undefined
      ? 'needs the password of the user, or oauth with a clientSecret'
      : null;
  }
  if (user !== undefined && password === undefined) return 'has a user but no password';
  if (user === undefined && password !== undefined) return 'has a password but no user';
  return direction === 'incoming' && user === undefined
    ? 'needs user and password: nobody reads a mailbox without'
    : null;
}

function hasSecret({ password, oauth }: ServerSettings): boolean {
  return password !== undefined || oauth !== undefined;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}
