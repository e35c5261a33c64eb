import { createHash } from 'node:crypto';
import { isGoogleAuthority, type OauthSettings } from '../../../contract/domain/mail-server.ts';
import { inOneOrder } from './sealed-token.ts';

/** The part of a server's settings that a token depends on. */
export interface TokenSettings {
  readonly protocol: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly oauth: OauthSettings;
}

/** How a token is asked for (RFC 6749, 4.3, 4.4 and 6), with its secrets still as references. */
export interface TokenRequest {
  readonly endpoint: string;
  readonly provider: 'microsoft' | 'google';
  readonly fields: Readonly<Record<string, string>>;
  /** Field by reference. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Scopes where none is configured. Google's refresh token has its own. */
const defaultScopes: Readonly<Record<string, string>> = { graph: 'https://graph.microsoft.com/.default' };
const mailScope = 'https://outlook.office.com/.default';

export function describeTokenRequest(settings: TokenSettings): TokenRequest {
  const { oauth, protocol, user, password } = settings;
  const { tenantAuthority: authority, directoryId, clientId, clientSecret, refreshToken } = oauth;
  const client = { client_id: clientId };
  const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
  if (isGoogleAuthority(authority)) {
    return {
      endpoint: googleEndpoint(authority),
      provider: 'google',
      fields: {
        grant_type: 'refresh_token',
        ...client,
        ...(oauth.scope === undefined ? {} : { scope: oauth.scope }),
      },
      secrets: { ...secret, ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }) },
    };
  }
  const grant = oauth.grant ?? (clientSecret === undefined ? 'password' : 'client-credentials');
  const scope = oauth.scope ?? defaultScopes[protocol] ?? mailScope;
  return {
    endpoint: `${authority.replace(/\/+$/, '')}/${encodeURIComponent(directoryId ?? 'common')}/oauth2/v2.0/token`,
    provider: 'microsoft',
    ...(grant === 'password'
      ? {
          fields: { grant_type: 'password', ...client, scope, username: user ?? '' },
          secrets: { ...secret, ...(password === undefined ? {} : { password }) },
        }
      : { fields: { grant_type: 'client_credentials', ...client, scope }, secrets: secret }),
  };
}

/** Google asks for tokens at one place, whichever of its names the authority is. */
function googleEndpoint(authority: string): string {
  const well = 'https://oauth2.googleapis.com/token';
  if (!/^https?:\/\//i.test(authority)) return well;
  const url = new URL(authority);
  if (url.hostname === 'accounts.google.com' || url.hostname === 'www.google.com') return well;
  return url.pathname.endsWith('/token') ? authority : `${authority.replace(/\/+$/, '')}/token`;
}

/**
 * What one token serves: all servers that ask the same authority for the same, by the same names of secrets. Google's
 * refresh tokens and passwords stand for their user, so only client credentials are shared by several users.
 */
export function nameToken(request: TokenRequest, user: string | undefined): string {
  const { endpoint, fields, secrets } = request;
  const whose = fields['grant_type'] === 'client_credentials' ? null : (user ?? null);
  return createHash('sha256')
    .update(JSON.stringify([endpoint, inOneOrder(fields), inOneOrder(secrets), whose]))
    .digest('hex');
}
