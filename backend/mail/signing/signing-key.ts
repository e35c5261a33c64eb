import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import { ExpectedError } from '../../../contract/error.ts';

/** A key that mail is signed with. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** The TXT record that publishes it (RFC 6376 section 3.6.1, RFC 8463 section 4). */
  readonly record: string;
}

const leastBits = 2048;

/**
 * Reads a private key in PEM.
 * @throws invalid-input unless it is RSA of 2048 bits or more, or ed25519
 */
export function readSigningKey(pem: string): SigningKey {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What was read is not repeated: it may be a key with a small fault.
    throw new ExpectedError('invalid-input', 'is not a private key in PEM without a passphrase');
  }
  if (key.asymmetricKeyType === 'ed25519') {
    const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
    const raw = Buffer.from(x, 'base64url').toString('base64');
    return { key, algorithm: 'ed25519-sha256', record: `v=DKIM1; k=ed25519; p=${raw}` };
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < leastBits) {
    const found =
      key.asymmetricKeyType === 'rsa' ? `RSA of ${bits} bits` : (key.asymmetricKeyType ?? 'unknown');
    throw new ExpectedError(
      'invalid-input',
      `is ${found}; mail is signed with RSA of ${leastBits} bits or more, or ed25519`,
    );
  }
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { key, algorithm: 'rsa-sha256', record: `v=DKIM1; k=rsa; p=${spki}` };
}

/** Whether a published record holds the same key; spaces, order and other tags do not matter. */
export function publishesKey(record: string, { record: wanted }: SigningKey): boolean {
  return tagOf(record, 'p') === tagOf(wanted, 'p') && (tagOf(record, 'k') || 'rsa') === tagOf(wanted, 'k');
}

function tagOf(record: string, name: string): string {
  const tags = record.split(';').map((tag) => tag.replaceAll(/\s+/g, ''));
  return tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
