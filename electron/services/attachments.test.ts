import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryLog, makeTemporaryFolder } from '../testing/samples.ts';
import { saveAttachment } from './attachments.ts';

const bytes = new TextEncoder().encode('content');

test('an attachment is saved beside a file of its name, never over it', async () => {
  await using folder = await makeTemporaryFolder();
  const chosen = path.join(folder.path, 'a.pdf');
  await writeFile(chosen, 'older');
  const { log } = createMemoryLog();
  expect(await saveAttachment(chosen, bytes, log)).toBe(path.join(folder.path, 'a (2).pdf'));
  expect(await saveAttachment(chosen, bytes, log)).toBe(path.join(folder.path, 'a (3).pdf'));
  expect(await readFile(chosen, 'utf8')).toBe('older');
  expect(await readFile(path.join(folder.path, 'a (3).pdf'), 'utf8')).toBe('content');
});

test('it is no program, and on Windows it is marked as coming from the internet', async () => {
  await using folder = await makeTemporaryFolder();
  const { log } = createMemoryLog();
  // Elsewhere than on Windows the stream is a file of that name, which shows what would be written.
  const saved = await saveAttachment(path.join(folder.path, 'run.exe'), bytes, log, 'win32');
  expect(await readFile(`${saved}:Zone.Identifier`, 'utf8')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
  expect((await stat(saved)).mode & 0o111).toBe(0);
});

test('on a system that cannot carry the mark the file is saved and the reason logged', async () => {
  await using folder = await makeTemporaryFolder();
  const { log, lines } = createMemoryLog();
  await saveAttachment(
    path.join(folder.path, 'a.dmg'),
    bytes,
    log,
    process.platform === 'linux' ? 'darwin' : 'linux',
  );
  expect(await readdir(folder.path)).toEqual(['a.dmg']);
  expect(lines.length).toBe(process.platform === 'linux' ? 1 : 0);
});

test('a full disk is named, and no part of the file stays', async ({ skip }) => {
  // /dev/full answers every write with "no space left".
  skip(process.platform !== 'linux', 'needs /dev/full');
  const { log } = createMemoryLog();
  const { explainFullDisk } = await import('./durable-file.ts');
  const cause = await writeFile('/dev/full', bytes).catch((error: unknown) => error);
  expect(explainFullDisk(cause, '/folder')).toMatchObject({ code: 'storage-full' });
  await expect(saveAttachment('/nowhere/at/all/a.pdf', bytes, log)).rejects.toThrow('ENOENT');
});
