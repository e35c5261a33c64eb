import { assertNever } from '../../../contract/assert-never.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { nameProxy, type ResolvedProxy } from './resolved-proxy.ts';

/** What a proxy can refuse, or fail at. */
export type ProxyRefusal =
  | { readonly what: 'credentials' }
  /** It wants a sign-in that it was not given. */
  | { readonly what: 'sign-in-missing' }
  /** It is there, and does not bring us to the target. */
  | { readonly what: 'target'; readonly words: string }
  | { readonly what: 'unreachable'; readonly words: string }
  | { readonly what: 'silent' }
  /** It speaks something else. */
  | { readonly what: 'protocol'; readonly words: string };

/** A connection error that names the proxy (G2). */
export function proxyFailure(
  proxy: ResolvedProxy,
  target: { readonly host: string; readonly port: number },
  refusal: ProxyRefusal,
  cause?: unknown,
): ConnectionFailure {
  const name = `The ${nameProxy(proxy)}`;
  const say = (sentence: string, mend: string, lasting: boolean): ConnectionFailure =>
    new ConnectionFailure({ step: 'proxy', sentence, mend, lasting }, { cause });
  switch (refusal.what) {
    case 'credentials':
      return say(
        `${name} refuses the user ${proxy.login?.user ?? '(none)'} or the password.`,
        'Check user and password of the proxy in the configuration.',
        true,
      );
    case 'sign-in-missing':
      return say(`${name} wants a user and a password.`, 'Add both to the proxy in the configuration.', true);
    case 'target':
      return say(
        `${name} does not connect to ${target.host}:${target.port} (${refusal.words}).`,
        'Check host and port of the server, and what the proxy permits.',
        false,
      );
    case 'unreachable':
      return say(
        `${name} cannot be reached (${refusal.words}).`,
        'Check host and port of the proxy, and whether it runs.',
        false,
      );
    case 'silent':
      return say(
        `${name} does not answer in time.`,
        'Check host and port of the proxy, and whether it runs.',
        false,
      );
    case 'protocol':
      return say(
        `${name} does not speak as such a proxy does (${refusal.words}).`,
        `Check its port, and whether protocol ${proxy.protocol} is right.`,
        true,
      );
    default:
      return assertNever(refusal);
  }
}
