import type { ConnectionCredentials } from '../connection-secrets.ts';
import { writeXoauth2 } from '../oauth/xoauth2.ts';
import type { Capabilities } from './capabilities.ts';
import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal } from './pop3-errors.ts';

/**
 * Signs in, by the token where there is one, else by AUTH PLAIN, AUTH LOGIN or USER and PASS as the server offers.
 * @throws Pop3Refusal with `authenticationFailed` where what was refused is user, password or token
 */
export async function signIn(
  connection: Pop3Connection,
  capabilities: Capabilities | null,
  { user, password }: Pick<ConnectionCredentials, 'user' | 'password'>,
  token: string | null,
): Promise<void> {
  if (user === null) throw Object.assign(new Error('Missing credentials'), { code: 'ENOAUTH' });
  const mechanisms = capabilities?.get('SASL')?.split(' ') ?? [];
  if (token !== null) return authenticate(connection, 'XOAUTH2', [writeXoauth2(user, token)]);
  try {
    if (mechanisms.includes('PLAIN'))
      return await authenticate(connection, 'PLAIN', [encode(`\0${user}\0${password ?? ''}`)]);
    if (mechanisms.includes('LOGIN') && !capabilities?.has('USER'))
      return await authenticate(connection, 'LOGIN', [encode(user), encode(password ?? '')]);
  } catch (error) {
    // Announced and not there: nothing secret was said yet.
    if (!(error instanceof Pop3Refusal) || error.authenticationFailed || error.code !== null) throw error;
  }
  await asCredential(connection.command(`USER ${user}`));
  await asCredential(connection.command(`PASS ${password ?? ''}`, 'PASS …'));
}

/**
 * RFC 5034, without an initial response: Microsoft's servers want the token in a line of its own (G16), and every
 * other takes it so.
 */
async function authenticate(
  connection: Pop3Connection,
  mechanism: string,
  responses: readonly string[],
): Promise<void> {
  // Nothing secret was said yet: a refusal of this line says that the mechanism is not there.
  let more = await connection.challenge(`AUTH ${mechanism}`);
  for (const response of responses) {
    if (!more) throw new Pop3Refusal('AUTH', 'the server wants nothing to be said');
    more = await asCredential(connection.challenge(response, '…'));
  }
  if (!more) return;
  // XOAUTH2: its reasons, in base64; the refusal proper comes after our empty line.
  await asCredential(connection.command(''));
  throw new Pop3Refusal('AUTH', '', true);
}

/** What carries this response code refuses something else than the credentials (RFC 2449, 8.1; RFC 3206). */
const otherReasons: readonly (string | null)[] = ['IN-USE', 'LOGIN-DELAY', 'SYS/TEMP', 'SYS/PERM'];

async function asCredential<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Pop3Refusal) || otherReasons.includes(error.code)) throw error;
    throw new Pop3Refusal('signing in', error.response, true);
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
