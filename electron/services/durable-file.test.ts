import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { createMemoryLog, makeTemporaryFolder } from '../testing/samples.ts';
import { writeDurably } from './durable-file.ts';
import { openJsonFile } from './json-file.ts';
import { openOwnWords } from './words.ts';

test('a file is replaced as a whole, for its owner only, with nothing left beside it', async () => {
  await using folder = await makeTemporaryFolder();
  const file = path.join(folder.path, 'deep/er/file.json');
  await writeDurably(file, 'one');
  await writeDurably(file, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect(await readdir(path.dirname(file))).toEqual(['file.json']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a damaged file is started afresh, and changes made at once are all kept', async () => {
  await using folder = await makeTemporaryFolder();
  const { log, lines } = createMemoryLog();
  const file = path.join(folder.path, 'count.json');
  await writeDurably(file, '{"count":');
  const count = openJsonFile(file, z.object({ count: z.int() }), { count: 0 }, log);
  expect(await count.read()).toEqual({ count: 0 });
  expect(lines).toHaveLength(1);
  await Promise.all(Array.from({ length: 20 }, () => count.change((value) => ({ count: value.count + 1 }))));
  expect(await count.read()).toEqual({ count: 20 });
});

const own = (word: string, culture = 'en-GB') => ({ word, culture });

test("an agent's own words are kept once each, in composed form", async () => {
  await using folder = await makeTemporaryFolder();
  const words = openOwnWords(folder.path, createMemoryLog().log);
  await words.add(own('Zoë'));
  await words.add(own('Zoe\u0308 '));
  expect(await words.add(own('Ångström', 'sv-SE'))).toEqual([own('Zoë'), own('Ångström', 'sv-SE')]);
  expect(await words.add(own('Zoë', 'sv-SE'))).toHaveLength(3);
  const swedish = [own('Zoë', 'sv-SE'), own('Ångström', 'sv-SE')];
  expect(await words.remove(own('Zoë'))).toEqual(swedish);
  expect(await openOwnWords(folder.path, createMemoryLog().log).list()).toEqual(swedish);
});

test('own words of before cultures were kept are right in every language', async () => {
  await using folder = await makeTemporaryFolder();
  await writeFile(path.join(folder.path, 'words.json'), '["Postroom"]');
  const words = openOwnWords(folder.path, createMemoryLog().log);
  expect(await words.list()).toEqual([{ word: 'Postroom', culture: null }]);
  expect(await words.remove({ word: 'Postroom', culture: null })).toEqual([]);
});
