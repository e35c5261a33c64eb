import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);
const nonceBytes = 12;
const tagBytes = 16;

/** Tells a token without being one. */
export function fingerprint(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export interface TokenSeal {
  readonly seal: (token: string) => Buffer;
  /** Null where it was sealed with other secrets, or for another name. */
  readonly open: (sealed: Buffer) => string | null;
}

/**
 * Seals tokens for the database (AES-256-GCM), with a key made of the secrets that they were fetched with: whoever has
 * the database alone has nothing, every backend that could fetch a token can read it, and there is no further key to
 * keep. A password may be short, hence scrypt.
 * @param name of the token, which the seal is bound to
 */
export async function makeSeal(
  name: string,
  secrets: Readonly<Record<string, string>>,
  salt: Buffer,
): Promise<TokenSeal> {
  const key = await deriveKey(inOneOrder(secrets), salt, 32);
  return {
    seal(token) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed) {
      const nonce = sealed.subarray(0, nonceBytes);
      const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(name))
          .setAuthTag(tag);
        const token = decipher.update(sealed.subarray(nonceBytes + tagBytes));
        return Buffer.concat([token, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** The same text for the same fields, in whatever order they came. */
export function inOneOrder(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

export function makeSalt(): Buffer {
  return randomBytes(16);
}
