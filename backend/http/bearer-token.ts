import type { IncomingMessage } from 'node:http';

/** The bearer token of a request (RFC 6750 section 2.1); null when there is none. Never taken from the address. */
export function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9\-._~+/]{1,500}=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
