import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM, X.509. */
  readonly certificate: string;
}

export interface CertificateSubject {
  /** Host names and IP addresses; the first is also the common name. */
  readonly names: readonly [string, ...string[]];
  readonly validFrom?: Date;
  readonly validUntil?: Date;
}

const tenYears = 10 * 365 * 24 * 3600 * 1000;

/**
 * A fresh P-256 key with a certificate that it signs itself (RFC 5280), so that a listener can offer TLS before
 * anybody has bought a certificate. Node makes keys but no certificates, and `openssl` is not on every machine.
 */
export function makeSelfSignedCertificate(subject: CertificateSubject): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = sequence(
    element(0x31, sequence(objectId(commonName), element(0x0c, Buffer.from(subject.names[0])))),
  );
  const from = subject.validFrom ?? new Date(Date.now() - 3600_000);
  const until = subject.validUntil ?? new Date(from.getTime() + tenYears);
  const toBeSigned = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    sequence(objectId(ecdsaWithSha256)),
    name,
    sequence(time(from), time(until)),
    name,
    publicKey,
    element(
      0xa3,
      sequence(
        sequence(objectId(subjectAltName), element(0x04, sequence(...subject.names.map(generalName)))),
      ),
    ),
  );
  const signature = sign('sha256', toBeSigned, createPrivateKey(privateKey));
  const der = sequence(
    toBeSigned,
    sequence(objectId(ecdsaWithSha256)),
    element(0x03, Buffer.from([0]), signature),
  );
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

// Contents of OBJECT IDENTIFIERs: 2.5.4.3, 2.5.29.17, 1.2.840.10045.4.3.2.
const commonName = [0x55, 0x04, 0x03];
const subjectAltName = [0x55, 0x1d, 0x11];
const ecdsaWithSha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/** Tag, length and contents by the distinguished encoding rules (X.690). */
function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = [body.length >> 8, body.length & 0xff].filter((byte, index) => index > 0 || byte > 0);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), body]);
}

function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(0x30, ...contents);
}

function objectId(contents: readonly number[]): Buffer {
  return element(0x06, Buffer.from(contents));
}

/** A positive integer: a leading zero keeps the sign bit clear, and there is no other leading zero. */
function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = Buffer.from(bytes.subarray(Math.max(first, 0)));
  return element(0x02, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
function time(instant: Date): Buffer {
  const digits = `${instant.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  const late = instant.getUTCFullYear() >= 2050;
  return element(late ? 0x18 : 0x17, Buffer.from(late ? digits : digits.slice(2)));
}

function generalName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return element(0x87, Buffer.from(name.split('.').map(Number)));
    case 6:
      return element(0x87, sixteenBytes(name));
    default:
      return element(0x82, Buffer.from(name));
  }
}

function sixteenBytes(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return Buffer.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}
