import { mkdir, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Certificate, makeSelfSignedCertificate } from '../self-signed-certificate.ts';
import { readCertificate } from './certificate-files.ts';

/** Where `keepCertificate` keeps it. */
export function keptCertificateFile(folder: string): string {
  return path.join(folder, 'smtp-tls.pem');
}

/**
 * The listener's key and certificate, kept in a folder: made at the first start and the same from then on. Put a
 * bought pair there under the same names, and it is used.
 * @throws an error that names the file and what to do where it cannot be used
 * @param names for a new certificate; by default this machine's
 */
export async function keepCertificate(
  folder: string,
  names: readonly [string, ...string[]] = [os.hostname(), 'localhost', '127.0.0.1', '::1'],
): Promise<Certificate> {
  const file = keptCertificateFile(folder);
  try {
    return await readCertificate({ certificate: file, key: file });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!('code' in error))
      throw new Error(`${error.message} If it is removed, a new one is made at the next start.`, {
        cause: error,
      });
    if (error.code !== 'ENOENT') throw error;
  }
  const made = makeSelfSignedCertificate({ names });
  await mkdir(folder, { recursive: true });
  // Key and certificate in one file, renamed into place: never one without the other.
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, made.key + made.certificate, { mode: 0o600 });
  await rename(fresh, file);
  return made;
}
