import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';

test('the certificate names its hosts and addresses and is signed by its own key', () => {
  const made = makeSelfSignedCertificate({ names: ['mail.example.com', '127.0.0.1', '::1', '2001:db8::5'] });
  const read = new X509Certificate(made.certificate);
  expect(read.subject).toBe('CN=mail.example.com');
  expect(read.checkHost('mail.example.com')).toBe('mail.example.com');
  expect(read.checkHost('other.example.com')).toBeUndefined();
  expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(read.checkIP('::1')).toBe('::1');
  expect(read.checkIP('2001:db8::5')).toBe('2001:db8::5');
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.validToDate.getTime()).toBeGreaterThan(Date.now() + 9 * 365 * 24 * 3600_000);
});

test('dates beyond 2049 and in the past are written as asked', () => {
  const made = makeSelfSignedCertificate({
    names: ['a.example'],
    validFrom: new Date('2001-02-03T04:05:06Z'),
    validUntil: new Date('2061-02-03T04:05:06Z'),
  });
  const read = new X509Certificate(made.certificate);
  expect(read.validFromDate.toISOString()).toBe('2001-02-03T04:05:06.000Z');
  expect(read.validToDate.toISOString()).toBe('2061-02-03T04:05:06.000Z');
});

test('a client that trusts the certificate completes the handshake', async () => {
  const made = makeSelfSignedCertificate({ names: ['localhost', '127.0.0.1'] });
  const server = tls.createServer({ key: made.key, cert: made.certificate }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: made.certificate });
  await once(client, 'secureConnect');
  expect(client.authorized).toBe(true);
  client.destroy();
  server.close();
});
