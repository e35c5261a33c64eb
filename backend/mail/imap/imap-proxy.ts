import { isIPv6, type Socket } from 'node:net';
import type { ImapFlowOptions } from 'imapflow';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { describeSocksError, openTunnel } from '../proxy/open-tunnel.ts';
import { proxyFailure } from '../proxy/proxy-problem.ts';
import type { ResolvedProxy } from '../proxy/resolved-proxy.ts';
import { imapPort } from './imap-settings.ts';

interface ProxyOptions {
  readonly proxy?: string;
  readonly tls?: { readonly socket: Socket };
}

/**
 * How imapflow is brought through a proxy. TLS from the first byte runs in a tunnel of ours; without, imapflow takes
 * no connection that is made already, so it makes its own.
 * @throws ConnectionFailure that names the proxy
 */
export async function describeImapProxy(
  server: ImapServer,
  proxy: ResolvedProxy | null,
): Promise<ProxyOptions> {
  if (!proxy) return {};
  if (server.security !== 'ssl') return { proxy: proxyUrl(proxy) };
  const target = { host: server.host, port: imapPort(server) };
  return { tls: { socket: await openTunnel(proxy, target, server.connectTimeoutSeconds * 1000) } };
}

function proxyUrl({ protocol, host, port, login }: ResolvedProxy): string {
  const url = new URL(`${protocol}://${isIPv6(host) ? `[${host}]` : host}:${port}`);
  if (login) {
    // imapflow decodes these for HTTP, and hands them on as they stand for SOCKS.
    const encode = protocol === 'http' ? encodeURIComponent : (text: string): string => text;
    url.username = encode(login.user);
    url.password = encode(login.password);
    if (protocol === 'socks5' && (url.username !== login.user || url.password !== login.password)) {
      throw new ConnectionFailure({
        step: 'settings',
        sentence:
          'The user or password of the SOCKS5 proxy holds characters that only connections with security: ssl can hand over.',
        mend: 'Use security: ssl for this server, or a password of letters and digits.',
        lasting: true,
      });
    }
  }
  return url.href;
}

/** Names the proxy where imapflow did not get through it; any other error stays as it is. */
export function describeProxySetup(
  error: unknown,
  proxy: ResolvedProxy,
  { host = '', port = 0 }: Pick<ImapFlowOptions, 'host' | 'port'>,
): unknown {
  if (!(error instanceof Error) || error.message !== 'Failed to setup proxy connection') return error;
  const target = { host, port };
  const { _err: cause = null } = error as { readonly _err?: unknown };
  const words = cause instanceof Error ? cause.message : error.message;
  if (proxy.protocol === 'socks5') return describeSocksError(cause ?? error, proxy, target);
  const status = /Invalid response from proxy: (\d+)/.exec(words)?.[1];
  if (status === '407')
    return proxyFailure(proxy, target, { what: proxy.login ? 'credentials' : 'sign-in-missing' });
  if (status !== undefined) return proxyFailure(proxy, target, { what: 'target', words: status });
  if (/response|headers/i.test(words)) return proxyFailure(proxy, target, { what: 'protocol', words });
  return proxyFailure(proxy, target, {
    what: 'unreachable',
    words: /\bE[A-Z_]{3,}/.exec(words)?.[0] ?? words,
  });
}
