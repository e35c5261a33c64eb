import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ConnectionCredentials } from '../connection-secrets.ts';
import type { TokenSource } from '../oauth/token-source.ts';
import { writeXoauth2 } from '../oauth/xoauth2.ts';

/** How nodemailer's connection is signed in to; null where no user is configured. */
export interface SmtpSignIn {
  readonly customAuth: SMTPConnection.CustomAuthenticationHandlers;
  readonly login: SMTPConnection.AuthenticationType;
}

export function describeSmtpSignIn({ user, password, tokens }: ConnectionCredentials): SmtpSignIn | null {
  if (user === null) return null;
  if (!tokens) return { customAuth: {}, login: { user, pass: password ?? '' } };
  return {
    customAuth: { XOAUTH2: (context) => signInByToken(user, tokens, context) },
    // With it nodemailer chooses XOAUTH2 whatever the server offers first; the handler does the rest.
    login: { oauth2: {} } as unknown as SMTPConnection.AuthenticationType,
  };
}

/** Should the server refuse the token, once more with a fresh one. */
async function signInByToken(
  user: string,
  tokens: TokenSource,
  context: SMTPConnection.CustomAuthenticationContext,
): Promise<boolean> {
  const attempt = async (token: string): Promise<boolean> => {
    const answer = await context.sendCommand(`AUTH XOAUTH2 ${writeXoauth2(user, token)}`);
    // Its reasons in base64; the refusal proper comes after our empty line.
    const last = answer.status === 334 ? await context.sendCommand('') : answer;
    return last.status === 235;
  };
  const token = await tokens.getToken();
  if (await attempt(token.value)) return true;
  await tokens.reject(token);
  const next = await tokens.getToken();
  if (next.value !== token.value && (await attempt(next.value))) return true;
  context.reject(new Error('the server refuses the token'));
  return false;
}
