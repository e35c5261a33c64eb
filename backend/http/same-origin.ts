import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ExpectedError } from '../../contract/error.ts';

/**
 * Refuses requests that a web page of another origin makes its visitor's browser send. Nobody needs CORS here: the
 * desktop's own calls come from its host process and carry no Origin.
 * - Origin present and not ours: refused.
 * - Reached over loopback under another name: a page made its own name point here (DNS rebinding); refused, unless the
 *   name is one of those this backend is published under.
 * @param publishedHosts `host` or `host:port` as a reverse proxy hands them on, in lower case
 * @throws not-allowed
 */
export function requireOwnOrigin(request: IncomingMessage, publishedHosts: ReadonlySet<string>): void {
  const host = request.headers.host?.toLowerCase() ?? '';
  const published = publishedHosts.has(host);
  if (!published && isLoopbackAddress(request.socket.localAddress) && !isLoopbackName(nameOf(host))) {
    throw new ExpectedError('not-allowed', 'This backend does not go by that name.');
  }
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (
    URL.canParse(origin) &&
    /^https?:/.test(origin) &&
    new URL(origin).host === withoutDefaultPort(host, origin)
  )
    return;
  throw new ExpectedError('not-allowed', 'Requests of other web sites are refused.');
}

function nameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

function withoutDefaultPort(host: string, origin: string): string {
  const url = `${new URL(origin).protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : '';
}

function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name.replace(/^\[|\]$/g, ''))
  );
}

/** 127.0.0.0/8 and ::1, also as IPv4 written in IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address === '::1' || /^(::ffff:)?127\./i.test(address);
}
