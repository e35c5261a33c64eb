import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Certificate } from '../self-signed-certificate.ts';

/** PEM files; one file may hold both. */
export interface CertificateFiles {
  /** With the certificates between it and the authority. */
  readonly certificate: string;
  readonly key: string;
}

/** @throws an error that names the file and what to do; with the code ENOENT where there is no such file */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const certificates =
    (await readFile(files.certificate, 'utf8')).match(
      /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/g,
    ) ?? [];
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----\n?/.exec(
    await readFile(files.key, 'utf8'),
  )?.[0];
  if (certificates.length === 0)
    throw new Error(`The file ${files.certificate} holds no certificate in PEM.`);
  if (key === undefined) throw new Error(`The file ${files.key} holds no private key in PEM.`);
  const [first] = certificates.map((pem, index) =>
    orSay(
      `The certificate number ${index + 1} in ${files.certificate} is damaged`,
      () => new X509Certificate(pem),
    ),
  );
  const privateKey = orSay(`The private key in ${files.key} is damaged, or needs a passphrase`, () =>
    createPrivateKey(key),
  );
  if (first?.checkPrivateKey(privateKey) !== true)
    throw new Error(
      `The private key in ${files.key} is not that of the first certificate in ${files.certificate}. Correct the files.`,
    );
  const certificate = certificates.join('');
  orSay(`TLS cannot be spoken with ${files.certificate} and ${files.key}`, () =>
    createSecureContext({ key, cert: certificate }),
  );
  return { key, certificate };
}

function orSay<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} (${words}). Correct the file.`, { cause: error });
  }
}

/** Looking is cheap and works on every file system, also where the files are links that are changed. */
const usualPause = 10_000;

/**
 * Looks at the files every now and then until the signal aborts, and tells of another certificate. Files that cannot
 * be used are logged once and leave the last good certificate in use: they may be half written.
 * @param current as it was read at the start
 */
export async function followCertificate(
  files: CertificateFiles,
  current: Certificate,
  onChange: (certificate: Certificate) => void,
  { log, signal, pauseMilliseconds = usualPause }: FollowOptions,
): Promise<void> {
  let last = current;
  let complaint: string | null = null;
  while (!signal.aborted) {
    await delay(pauseMilliseconds, undefined, { signal }).catch(() => undefined);
    try {
      const found = signal.aborted ? last : await readCertificate(files);
      if (found.certificate !== last.certificate || found.key !== last.key) {
        onChange(found);
        last = found;
        log.info({ file: files.certificate }, 'the certificate of the SMTP listener was loaded again');
      }
      complaint = null;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (said !== complaint) log.warn({ err: error }, 'the certificate of the SMTP listener cannot be used');
      complaint = said;
    }
  }
}

interface FollowOptions {
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly pauseMilliseconds?: number;
}
