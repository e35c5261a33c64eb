import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import {
  isGoogleAuthority,
  type IncomingServer,
  type OauthSettings,
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
      if (settings.protocol === 'ews' && isExchangeOnline(settings.url)) {
        const message = 'Exchange Online is giving up Exchange Web Services; use protocol: graph for it';
        report([...at, 'url'], message, 'warning');
      }
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
  if (server.protocol === 'graph') {
    if (!oauth) return 'needs oauth: Microsoft Graph is signed in to by tokens alone';
    if (isGoogleAuthority(oauth.tenantAuthority)) return 'needs a tenantAuthority of Microsoft';
    if (user === undefined && (server.mailbox === undefined || isByPassword(oauth)))
      return 'needs a user: whose mailbox it is, or who signs in';
  }
  if (oauth) {
    const isExchange = server.protocol === 'ews';
    if (isExchange && isGoogleAuthority(oauth.tenantAuthority)) return 'needs a tenantAuthority of Microsoft';
    const actsForMailbox = isExchange && server.mailbox !== undefined && !isByPassword(oauth);
    if (user === undefined && server.protocol !== 'graph' && !actsForMailbox)
      return 'needs a user: whose mailbox the token is for';
    return isByPassword(oauth) && password === undefined
      ? 'needs the password of the user, or oauth with a clientSecret'
      : null;
  }
  if (user !== undefined && password === undefined) return 'has a user but no password';
  if (user === undefined && password !== undefined) return 'has a password but no user';
  if (server.protocol === 'ews' && user === undefined)
    return 'needs user and password, or oauth: Exchange lets nobody in without';
  return direction === 'incoming' && user === undefined
    ? 'needs user and password: nobody reads a mailbox without'
    : null;
}

function isByPassword({ tenantAuthority, grant, clientSecret }: OauthSettings): boolean {
  if (isGoogleAuthority(tenantAuthority)) return false;
  return (grant ?? (clientSecret === undefined ? 'password' : null)) === 'password';
}

function hasSecret({ password, oauth }: ServerSettings): boolean {
  return password !== undefined || oauth !== undefined;
}

/** https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-ews-exchange-online */
function isExchangeOnline(url: string): boolean {
  return /^outlook\.office(365)?\.com$/i.test(new URL(url).hostname);
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}
