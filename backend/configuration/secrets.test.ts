import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anchorSecret, resolveSecret } from './secrets.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a secret comes from the environment or from a file, without the line end of the file', async () => {
  await writeFile(path.join(folder, 'secret'), 'pass word\n\r\n');
  expect(await resolveSecret('${MAIL}', { MAIL: 'hunter2' })).toBe('hunter2');
  expect(await resolveSecret(anchorSecret('file:secret', folder), {})).toBe('pass word\n');
});

test('what is missing is named', async () => {
  await expect(resolveSecret('${MAIL}', {})).rejects.toThrow('the environment variable MAIL is not set');
  await expect(resolveSecret('${MAIL}', { MAIL: '' })).rejects.toThrow(
    'the environment variable MAIL is empty',
  );
  await expect(resolveSecret('file:/nowhere/x', {})).rejects.toThrow(
    "the secret's file /nowhere/x does not exist",
  );
  await expect(resolveSecret(`file:${folder}`, {})).rejects.toThrow('is a folder');
});

test('a secret that was written instead of named is not repeated', async () => {
  await expect(resolveSecret('hunter2', {})).rejects.toThrow(/^a secret is named as/);
});
