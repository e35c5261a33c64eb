import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dictionary } from '../../contract/domain/dictionary.ts';
import { ExpectedError } from '../../contract/error.ts';
import { installDictionary } from '../../dictionaries/install.ts';
import { hashOf } from '../../dictionaries/shipped.ts';
import { describeDictionaries, listDictionaries, openDictionaryFile } from './store.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'postroom-store-')), 'Spelling');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

async function dropIn(
  culture: string,
  grammar: Uint8Array | string,
  words: Uint8Array | string,
): Promise<void> {
  await mkdir(join(folder, culture), { recursive: true });
  await writeFile(join(folder, culture, 'Grammar.aff'), grammar);
  await writeFile(join(folder, culture, 'Dictionary.dic'), words);
}

test('a missing folder holds no dictionaries', async () => {
  expect(await listDictionaries(folder)).toEqual([]);
});

test('an installed dictionary is listed with its engine and the hashes of what is served', async () => {
  await installDictionary({ culture: 'en-GB', source: { from: 'package' }, target: folder });
  const [found] = await listDictionaries(folder);
  expect(dictionary.parse(found)).toMatchObject({ culture: 'en-GB', engine: 'nspell' });
  for (const [file, key] of [
    ['Dictionary.dic', 'dictionary'],
    ['Grammar.aff', 'grammar'],
  ] as const) {
    const bytes = await openDictionaryFile(folder, 'en-GB', file);
    expect(found?.[key]).toEqual({ sha256: hashOf(bytes), size: bytes.length });
  }
});

test('a pair put there by hand works, also in an old encoding, and is for Hunspell', async () => {
  await dropIn('cs-CZ', 'SET ISO8859-2\n', Buffer.from([0x31, 0x0a, 0xb9, 0x65, 0x0a]));
  const [found] = await listDictionaries(folder);
  expect(found).toMatchObject({ culture: 'cs-CZ', engine: 'hunspell' });
  const words = await openDictionaryFile(folder, 'cs-CZ', 'Dictionary.dic');
  expect(Buffer.from(words).toString()).toBe('1\nše\n');
  expect(found?.dictionary.sha256).toBe(hashOf(words));
  expect(Buffer.from(await openDictionaryFile(folder, 'cs-CZ', 'Grammar.aff')).toString()).toBe(
    'SET UTF-8\n',
  );
});

test('a note that does not fit the files does not count', async () => {
  await installDictionary({ culture: 'en-US', source: { from: 'package' }, target: folder });
  await writeFile(join(folder, 'en-US', 'Dictionary.dic'), '1\nchanged\n');
  expect(await listDictionaries(folder)).toMatchObject([
    { culture: 'en-US', engine: 'hunspell', dictionary: { size: 10 } },
  ]);
  await writeFile(join(folder, 'en-US', 'engine.json'), '{ broken');
  expect(await listDictionaries(folder)).toMatchObject([{ engine: 'hunspell' }]);
});

test('a changed file is noticed', async () => {
  await dropIn('sv-SE', 'SET UTF-8\n', '1\nhej\n');
  const [before] = await listDictionaries(folder);
  await dropIn('sv-SE', 'SET UTF-8\n', '1\nhejsan\n');
  const [after] = await listDictionaries(folder);
  expect(after?.dictionary.sha256).not.toBe(before?.dictionary.sha256);
  await rm(join(folder, 'sv-SE'), { recursive: true });
  expect(await listDictionaries(folder)).toEqual([]);
});

test('what is no dictionary is passed over, and what is wrong with one is said to administrators', async () => {
  await dropIn('.sv-SE.abc.new', 'SET UTF-8\n', '1\na\n');
  await dropIn('not a culture', 'SET UTF-8\n', '1\na\n');
  await mkdir(join(folder, 'fr-FR'));
  await writeFile(join(folder, 'de-DE'), 'a file');
  await symlink(join(folder, 'nowhere'), join(folder, 'it-IT'));
  await dropIn('hi-IN', 'SET ISCII-DEVANAGARI\n', '1\na\n');
  expect(await listDictionaries(folder)).toEqual([]);
  expect(await describeDictionaries(folder)).toMatchObject([
    { culture: 'hi-IN', dictionary: null, problem: expect.stringContaining('ISCII-DEVANAGARI') as string },
  ]);
});

test.each([
  '../secret',
  '..',
  '.',
  '',
  'sv-SE/../../secret',
  'sv-SE\\..',
  '%2e%2e',
  '/etc',
  'sv-SE\0',
  'nn-NO',
])('no name leads out of the folder: %j', async (culture) => {
  await dropIn('../secret', 'SET UTF-8\n', '1\nsecret\n');
  await dropIn('sv-SE', 'SET UTF-8\n', '1\nhej\n');
  await expect(openDictionaryFile(folder, culture, 'Dictionary.dic')).rejects.toThrow(ExpectedError);
});
