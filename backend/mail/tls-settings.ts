import { isIP } from 'node:net';
import { type ConnectionOptions, rootCertificates } from 'node:tls';

/**
 * TLS to a mail server: 1.2 or newer, the certificate always verified against the system's authorities and the
 * configured one, and for the host that was configured. There is no way to switch that off.
 */
export function describeTls(host: string, authority: string | null): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // `ca` replaces the built-in list, so that is named as well.
    ...(authority === null ? {} : { ca: [...rootCertificates, authority] }),
  };
}
