import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused before anything else looks at it, or null. The host listens on loopback only, but every
 * page in the same browser can send requests there:
 * - another host name for this address (DNS rebinding) is answered 421;
 * - calls, events and downloads are for our own pages only: their Origin, or `Sec-Fetch-Site` where a request has no
 *   Origin. Cookies are no proof, since they are shared by all ports of one address.
 */
export function findRefusal(
  request: IncomingMessage,
  ownHost: string,
): { readonly status: 400 | 403 | 421; readonly reason: string } | null {
  if (request.headers.host !== ownHost) return { status: 421, reason: 'wrong host' };
  const pathname = URL.parse(request.url ?? '/', `http://${ownHost}`)?.pathname;
  if (pathname === undefined) return { status: 400, reason: 'no address' };
  if (!pathname.startsWith('/desktop/')) return null;
  const isEvents = request.headers.upgrade !== undefined;
  if (request.method === 'POST' || isEvents) {
    return request.headers.origin === `http://${ownHost}` ? null : { status: 403, reason: 'foreign origin' };
  }
  const site = request.headers['sec-fetch-site'];
  return site === 'same-origin' ? null : { status: 403, reason: 'foreign page' };
}
