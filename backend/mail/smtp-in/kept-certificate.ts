import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Certificate, makeSelfSignedCertificate } from '../self-signed-certificate.ts';

/**
 * The listener's key and certificate, kept in a folder: made at the first start and the same from then on. Put a
 * bought pair there under the same names, and it is used.
 * @param names for a new certificate; by default this machine's
 */
export async function keepCertificate(
  folder: string,
  names: readonly [string, ...string[]] = [os.hostname(), 'localhost', '127.0.0.1', '::1'],
): Promise<Certificate> {
  const file = path.join(folder, 'smtp-tls.pem');
  try {
    return splitPem(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = makeSelfSignedCertificate({ names });
  await mkdir(folder, { recursive: true });
  // Key and certificate in one file, renamed into place: never one without the other.
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, made.key + made.certificate, { mode: 0o600 });
  await rename(fresh, file);
  return made;
}

function splitPem(text: string, file: string): Certificate {
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----\n?/.exec(text)?.[0];
  const certificate = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/g)?.join('');
  if (key === undefined || certificate === undefined) {
    throw new Error(
      `The file ${file} must hold a private key and its certificate in PEM. Correct it, or remove it to have a new one made.`,
    );
  }
  return { key, certificate };
}
