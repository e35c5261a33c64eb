import { ConnectionFailure } from '../connection-problem.ts';

/** What an authority answered instead of a token (RFC 6749, 5.2). */
export interface TokenRefusal {
  readonly endpoint: string;
  readonly provider: 'microsoft' | 'google';
  readonly clientId: string;
  readonly user: string | null;
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

interface Explanation {
  readonly sentence: string;
  readonly mend: string;
  readonly lasting: boolean;
}

/** Says in words for people why there is no token, and what to do. */
export function describeTokenRefusal(refusal: TokenRefusal): ConnectionFailure {
  const { sentence, mend, lasting } = explain(refusal);
  const said = refusal.description.replaceAll(/\s+/g, ' ').trim().slice(0, 200) || refusal.error;
  const words = said === '' ? ` (HTTP ${refusal.status})` : ` (“${said}”)`;
  return new ConnectionFailure({ step: 'token', sentence: `${sentence}${words}.`, mend, lasting });
}

function explain(refusal: TokenRefusal): Explanation {
  const { provider, clientId, error, description, status } = refusal;
  const host = new URL(refusal.endpoint).host;
  const user = refusal.user ?? 'the account';
  if (status >= 500 || error === 'temporarily_unavailable') {
    return {
      sentence: `${host} gives no token at present`,
      mend: 'Postroom tries again with growing pauses.',
      lasting: false,
    };
  }
  // Microsoft's numbers: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
  const number = /AADSTS(\d+)/.exec(description)?.[1];
  const known = number === undefined ? undefined : microsoft[number]?.(clientId, user);
  if (known) return { ...known, lasting: true };
  switch (error) {
    case 'invalid_client':
      return {
        sentence: `${host} refuses the client ${clientId} or its secret (invalid_client)`,
        mend: 'Check clientId and the client secret; secrets expire, and a new one must be put in place of an old one.',
        lasting: true,
      };
    case 'invalid_grant':
      return provider === 'google'
        ? {
            sentence: `${host} no longer accepts the refresh token of ${user} (invalid_grant)`,
            mend: 'Get a new refresh token: it ends after 7 days while the application is being tested, after a change of password, and when it is revoked.',
            lasting: true,
          }
        : {
            sentence: `${host} refuses the user ${user} or the password (invalid_grant)`,
            mend: 'Check both; for a user with multi-factor sign-in use client credentials.',
            lasting: true,
          };
    case 'unauthorized_client':
      return {
        sentence: `${host} does not let the client ${clientId} ask for tokens in this way (unauthorized_client)`,
        mend: 'Check clientId and directoryId, and what the application is permitted.',
        lasting: true,
      };
    case 'invalid_scope':
      return {
        sentence: `${host} does not know the scope (invalid_scope)`,
        mend: 'Check scope; with client credentials it ends in /.default.',
        lasting: true,
      };
    default:
      return {
        sentence: `${host} gives no token (${error === '' ? `HTTP ${status}` : error})`,
        mend: 'Check tenantAuthority, directoryId, clientId and scope.',
        lasting: true,
      };
  }
}

type Known = (clientId: string, user: string) => Omit<Explanation, 'lasting'>;

const secretExpired: Known = (clientId) => ({
  sentence: `The secret of the client ${clientId} has expired`,
  mend: 'Make a new client secret for the application, and put it in place of the old one.',
});
const wrongSecret: Known = (clientId) => ({
  sentence: `The secret of the client ${clientId} is wrong`,
  mend: 'Name the value of the client secret, not its id.',
});
const noApplication: Known = (clientId) => ({
  sentence: `There is no application ${clientId} in this directory`,
  mend: 'Check clientId and directoryId.',
});
const noDirectory: Known = () => ({
  sentence: 'There is no such directory',
  mend: 'Check directoryId: the directory (tenant) id of the application.',
});
const wrongPassword: Known = (_clientId, user) => ({
  sentence: `The user ${user} or the password is wrong`,
  mend: 'Check both in the configuration.',
});
const moreFactors: Known = (_clientId, user) => ({
  sentence: `The user ${user} must sign in with a further factor, which a program cannot do`,
  mend: 'Use client credentials, or exempt this account from multi-factor sign-in.',
});
const noConsent: Known = (clientId) => ({
  sentence: `Nobody has consented to what the client ${clientId} asks for`,
  mend: 'Have an administrator grant consent to the permissions of the application.',
});
const blocked: Known = (_clientId, user) => ({
  sentence: `The account ${user} is locked or disabled`,
  mend: 'Have an administrator of the directory unlock it.',
});
const passwordOver: Known = (_clientId, user) => ({
  sentence: `The password of ${user} has expired`,
  mend: 'Set a new password, and put it in place of the old one.',
});

const microsoft: Readonly<Record<string, Known>> = {
  '7000222': secretExpired,
  '7000215': wrongSecret,
  '7000216': wrongSecret,
  '7000218': (clientId) => ({
    sentence: `The client ${clientId} needs a secret`,
    mend: 'Name it as clientSecret, or allow public client flows for the application.',
  }),
  '700016': noApplication,
  '90002': noDirectory,
  '900023': noDirectory,
  '50126': wrongPassword,
  '50034': wrongPassword,
  '50076': moreFactors,
  '50079': moreFactors,
  '50158': moreFactors,
  '53003': moreFactors,
  '65001': noConsent,
  '50053': blocked,
  '50057': blocked,
  '50055': passwordOver,
};
