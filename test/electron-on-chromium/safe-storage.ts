import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { app } from './app.ts';

type Implemented = Pick<
  Electron.SafeStorage,
  'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'
>;

// The same in each run, as a key chain is; it protects nothing.
const key = createHash('sha256').update('the key of the stand-in').digest();
const mode = process.env['STAND_IN_ENCRYPTION'] ?? 'gnome_libsecret';

function requireEncryption(): void {
  app.requireReady('safeStorage');
  if (mode === 'none') throw new Error('encryption is not available');
}

/** Only the asynchronous functions: the others are deprecated in 45 and gone in 46. */
export const safeStorage: Implemented = {
  isAsyncEncryptionAvailable: async () => app.isReady() && mode !== 'none',
  getSelectedStorageBackend: () => {
    if (!app.isReady()) return 'unknown';
    return mode === 'basic_text' ? 'basic_text' : 'gnome_libsecret';
  },
  async encryptStringAsync(text) {
    requireEncryption();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  async decryptStringAsync(sealed) {
    requireEncryption();
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  },
};
