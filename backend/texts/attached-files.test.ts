import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAttachedFiles } from './attached-files.ts';
import { formatFinding } from './finding.ts';
import { parseResponses } from './parse-responses.ts';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'postroom-attached-'));
  folder = path.join(root, 'responses');
  await mkdir(path.join(folder, 'files'), { recursive: true });
  await writeFile(path.join(folder, 'files/fees.pdf'), '%PDF-1.7');
  await writeFile(path.join(root, 'secret.txt'), 'secret');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(hrefs: readonly string[], from: string | null = folder) {
  const attachments = hrefs.map((href) => `<attachment href="${href}"/>`).join('\n');
  const source = `<responses version="1" defaultCulture="en-US"><response id="a" name="A"><body>x</body>
${attachments}</response></responses>`;
  const { files, findings } = await readAttachedFiles(parseResponses(source, 'r.xml'), 'r.xml', from);
  return { files, findings: findings.map(formatFinding) };
}

test('a file that is named twice is read once, with its type and its hash', async () => {
  const { files, findings } = await read(['files/fees.pdf', 'files/fees.pdf']);
  expect(findings).toEqual([]);
  expect(files).toMatchObject([
    {
      href: 'files/fees.pdf',
      name: 'fees.pdf',
      type: 'application/pdf',
      sha256: createHash('sha256').update('%PDF-1.7').digest('hex'),
    },
  ]);
});

test('what is missing, no file or too large is an error where it is named', async () => {
  await writeFile(path.join(folder, 'big.bin'), '');
  await truncate(path.join(folder, 'big.bin'), 26 * 1024 * 1024);
  expect(await read(['gone.pdf', 'files', 'big.bin'])).toEqual({
    files: [],
    findings: [
      'r.xml:2:1 error there is no file “gone.pdf” beside this file',
      'r.xml:3:1 error “files” is no file',
      'r.xml:4:1 error “big.bin” is larger than 25 MB',
    ],
  });
});

test('no way leads out of the folder: neither dots nor symbolic links, of files or of folders', async () => {
  await symlink(path.join(root, 'secret.txt'), path.join(folder, 'link.txt'));
  await symlink(root, path.join(folder, 'up'));
  const { files, findings } = await read(['link.txt', 'up/secret.txt', 'up/responses/files/fees.pdf']);
  expect(files.map(({ href }) => href)).toEqual(['up/responses/files/fees.pdf']);
  expect(findings).toEqual([
    'r.xml:2:1 error “link.txt” leads out of the folder of this file; copy it there',
    'r.xml:3:1 error “up/secret.txt” leads out of the folder of this file; copy it there',
  ]);
  for (const href of ['../secret.txt', 'files/../../secret.txt', '/etc/passwd', 'file:///etc/passwd']) {
    expect((await read([href])).files).toEqual([]);
  }
});

test('responses without a folder attach nothing', async () => {
  expect((await read(['files/fees.pdf'], null)).findings).toEqual([
    expect.stringContaining('“files/fees.pdf” cannot be attached') as string,
  ]);
});
