import { safeStorage } from 'electron';
import { readFile, rm } from 'node:fs/promises';
import { writeDurably } from '../services/durable-file.ts';
import type { HostLog } from '../services/host-log.ts';
import { createMemorySecretStore, type SecretStore } from '../services/secret-store.ts';

/**
 * Keeps the secret in `file`, encrypted with the key chain of the system. Where there is none, or on Linux only
 * `basic_text`, whose key everybody knows, the secret stays in memory and the next start asks to sign in.
 */
export function createOsSecretStore(file: string, log: HostLog): SecretStore {
  const memory = createMemorySecretStore();
  let usable: Promise<boolean> | null = null;

  async function canEncrypt(): Promise<boolean> {
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
      log.warn('the system has no key chain: the session is kept in memory only');
      return false;
    }
    return safeStorage.isAsyncEncryptionAvailable();
  }

  async function write(secret: string | null): Promise<void> {
    if (secret === null) await rm(file, { force: true });
    else await writeDurably(file, await safeStorage.encryptStringAsync(secret));
  }

  return {
    async read() {
      if (!(await (usable ??= canEncrypt()))) return memory.read();
      const encrypted = await readFile(file).catch(() => null);
      if (encrypted === null) return null;
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(encrypted);
      if (shouldReEncrypt) await write(result);
      return result;
    },
    async write(secret) {
      if (await (usable ??= canEncrypt())) await write(secret);
      else await memory.write(secret);
    },
  };
}
