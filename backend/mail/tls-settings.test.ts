import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TlsOptions } from 'node:tls';
import { expect, test } from 'vitest';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';
import { describeTls } from './tls-settings.ts';

const made = makeSelfSignedCertificate({ names: ['localhost'] });

/** Connects as to a mail server. @returns the version that was agreed on, or what went wrong */
async function shakeHands(host: string, authority: string | null, server: TlsOptions = {}): Promise<string> {
  const listening = createServer({ key: made.key, cert: made.certificate, ...server });
  listening.on('tlsClientError', () => undefined);
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const socket = connect({ ...describeTls(host, authority), host: '127.0.0.1', port });
  try {
    await once(socket, 'secureConnect');
    return socket.getProtocol() ?? '';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.destroy();
    listening.close();
  }
}

test('a certificate counts if the configured authority vouches for it, and for the host that was meant', async () => {
  expect(await shakeHands('localhost', made.certificate)).toBe('TLSv1.3');
  expect(await shakeHands('localhost', null)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(await shakeHands('mail.example.com', made.certificate)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});

test('TLS 1.2 is spoken, and nothing older', async () => {
  expect(await shakeHands('localhost', made.certificate, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  expect(await shakeHands('localhost', made.certificate, old)).toMatch(
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
  );
});
