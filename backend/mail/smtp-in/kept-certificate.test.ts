import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSelfSignedCertificate } from '../self-signed-certificate.ts';
import { keepCertificate, keptCertificateFile } from './kept-certificate.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-certificate-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Its letters after the first line, changed. */
function damage(pem: string): string {
  return pem.replace(/(?<=-----\n)[^]{40}/, 'A'.repeat(40));
}

const { key, certificate } = makeSelfSignedCertificate({ names: ['localhost'] });
const another = makeSelfSignedCertificate({ names: ['localhost'] });

test.for<[string, string, RegExp]>([
  ['certificate', key + damage(certificate), /^The certificate number 1 in FILE is damaged \(.+\)\./],
  ['chain', key + certificate + damage(certificate), /^The certificate number 2 in FILE is damaged/],
  ['key', damage(key) + certificate, /^The private key in FILE is damaged, or needs a passphrase \(.+\)\./],
  ['pair', another.key + certificate, /^The private key in FILE is not that of the first certificate/],
  ['end', `${key}${certificate.slice(0, 300)}`, /^The file FILE holds no certificate in PEM\./],
])('a kept certificate with a damaged %s names its file and what to do', async ([, pem, message]) => {
  const file = keptCertificateFile(folder);
  await writeFile(file, pem);
  const said = await keepCertificate(folder).then(
    () => 'taken',
    (error: Error) => error.message.replaceAll(file, 'FILE'),
  );
  expect(said).toMatch(message);
  expect(said).toMatch(/ If it is removed, a new one is made at the next start\.$/);
  expect(await readFile(file, 'utf8')).toBe(pem);
});

test('a chain is taken as it is', async () => {
  await writeFile(keptCertificateFile(folder), key + certificate + another.certificate);
  expect(await keepCertificate(folder)).toEqual({ key, certificate: certificate + another.certificate });
});
