import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/**
 * TLS to a mail server: 1.2 or newer, the certificate always verified against the system's authorities and the
 * configured one, and for the host that was configured. There is no way to switch that off.
 * @throws where the authority is no certificate
 */
export function describeTls(host: string, authority: string | null): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    secureContext: contextFor(authority),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

/** By authority; a few for a whole company, so that the bound is for one who changes them again and again. */
const contexts = new Map<string | null, SecureContext>();
const mostContexts = 50;

/**
 * One for all connections with the same authority: all the system's certificates read for each connection took 0.7 MB
 * and some milliseconds of each of a thousand mailboxes.
 */
function contextFor(authority: string | null): SecureContext {
  const known = contexts.get(authority);
  if (known) return known;
  const made = createSecureContext({
    minVersion: 'TLSv1.2',
    // `ca` replaces the built-in list, so that is named as well.
    ...(authority === null ? {} : { ca: [...rootCertificates, authority] }),
  });
  if (contexts.size >= mostContexts) contexts.clear();
  contexts.set(authority, made);
  return made;
}
