import type { Certificate } from '../self-signed-certificate.ts';
import { type CertificateFiles, readCertificate } from './certificate-files.ts';
import { keepCertificate, keptCertificateFile } from './kept-certificate.ts';

/**
 * The certificate of the files, else the one that is kept in the data folder.
 * @throws an error that says which file cannot be used and how to mend it
 */
export async function openCertificate(
  files: CertificateFiles | null,
  dataFolder: string,
): Promise<{ readonly certificate: Certificate; readonly certificateFiles: CertificateFiles }> {
  if (files === null) {
    const certificate = await keepCertificate(dataFolder);
    const file = keptCertificateFile(dataFolder);
    return { certificate, certificateFiles: { certificate: file, key: file } };
  }
  try {
    return { certificate: await readCertificate(files), certificateFiles: files };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The SMTP listener has no certificate (${said.replace(/\.$/, '')}). Correct POSTROOM_SMTP_CERTIFICATE and POSTROOM_SMTP_KEY.`,
      { cause: error },
    );
  }
}
