import type { ProxySettings } from '../../../contract/domain/mail-server.ts';

/** A proxy with its password looked up. */
export interface ResolvedProxy {
  readonly protocol: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | null;
}

/**
 * @returns null where connections go straight
 * @throws with the name of a missing secret
 */
export async function resolveProxy(
  settings: ProxySettings | undefined,
  resolve: (reference: string) => string | Promise<string>,
): Promise<ResolvedProxy | null> {
  if (!settings?.useProxy || settings.host === undefined || settings.port === undefined) return null;
  const { protocol, port, user, password } = settings;
  const login =
    user === undefined || password === undefined ? null : { user, password: await resolve(password) };
  // An IPv6 address may stand in brackets, as in a URL.
  return { protocol, host: settings.host.replaceAll(/^\[|\]$/g, ''), port, login };
}

/** How it is named in messages: never with its user's password. */
export function nameProxy({ protocol, host, port }: ResolvedProxy): string {
  return `${protocol === 'http' ? 'HTTP' : 'SOCKS5'} proxy ${host.includes(':') ? `[${host}]` : host}:${port}`;
}
