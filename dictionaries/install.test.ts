import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hunspell, getWasmModule } from 'hunspell-wasm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cultures } from './cultures.ts';
import { engineNote, installDictionary } from './install.ts';
import { hashOf, readPackage, recordedEngine, shippedCultures, shippedPackages } from './shipped.ts';
import { dictionarySource } from './sources.ts';

let target: string;
beforeEach(async () => {
  target = join(await mkdtemp(join(tmpdir(), 'postroom-spelling-')), 'Spelling');
});
afterEach(() => rm(join(target, '..'), { recursive: true, force: true }));

const files = (words: string) =>
  ({
    from: 'files',
    grammar: Buffer.from('SET UTF-8\n'),
    words: Buffer.from(words),
    origin: 'test',
    licence: 'MIT',
  }) as const;

const installPackage = (culture: string) =>
  installDictionary({ culture, source: { from: 'package' }, target });

describe('the catalogue', () => {
  test('every culture has a package, another place, or a reason for having none', () => {
    const states = cultures.map(({ culture }) => dictionarySource(culture).state);
    expect(states.filter((state) => state === 'none')).toHaveLength(21);
    expect(dictionarySource('de-LU')).toMatchObject({ package: { package: 'dictionary-de', shipped: true } });
    expect(dictionarySource('pl-PL')).toMatchObject({ package: { shipped: false, version: '2.0.0' } });
    expect(dictionarySource('ar-EG')).toMatchObject({
      state: 'elsewhere',
      where: 'Debian package hunspell-ar',
    });
    expect(dictionarySource('xx-YY').state).toBe('none');
  });

  test('the promised cultures ship', () => {
    for (const culture of ['en-US', 'en-GB', 'fr-FR', 'fr-CA', 'de-DE', 'es-ES', 'sv-SE']) {
      expect(shippedCultures).toContain(culture);
    }
  });

  test('the engine of every shipped package is recorded for the files that are installed', async () => {
    for (const { package: name } of shippedPackages) {
      const found = await readPackage(name);
      expect(found && recordedEngine(name, found)).toMatchObject({ package: name });
    }
    const other = { grammar: Buffer.from('x'), words: Buffer.from('y'), licenceText: null };
    expect(recordedEngine('dictionary-en', other)).toBeNull();
    expect(await readPackage('dictionary-that-is-not-there')).toBeNull();
  });
});

describe('installing', () => {
  test('a shipped dictionary lies under the culture’s name with its note, and checks', async () => {
    const installed = await installDictionary({ culture: 'FR-ca', source: { from: 'package' }, target });
    expect(installed.culture).toBe('fr-CA');
    expect(await readdir(join(target, 'fr-CA'))).toEqual(
      expect.arrayContaining(['Dictionary.dic', 'Grammar.aff', 'engine.json']),
    );
    const words = await readFile(join(target, 'fr-CA', 'Dictionary.dic'));
    const grammar = await readFile(join(target, 'fr-CA', 'Grammar.aff'));
    const note = engineNote.parse(JSON.parse(await readFile(join(target, 'fr-CA', 'engine.json'), 'utf8')));
    expect(note).toMatchObject({ engine: 'hunspell', origin: 'npm:dictionary-fr@3.0.0', licence: 'MPL-2.0' });
    expect(note.dictionary).toEqual({ sha256: hashOf(words), size: words.length });
    const hunspell = new Hunspell(await getWasmModule(), grammar.toString(), words.toString());
    expect(['bonjour', 'bonjuor'].map((word) => hunspell.testSpelling(word))).toEqual([true, false]);
    hunspell.dispose();
  });

  test('English is for nspell, without a trial', async () => {
    const { note } = await installDictionary({ culture: 'en-US', source: { from: 'package' }, target });
    expect(note.engine).toBe('nspell');
    expect(note.reason).toContain('exact');
  });

  test('files are tried, noted and replace what was there, leaving nothing behind', async () => {
    await mkdir(join(target, 'sv-SE'), { recursive: true });
    await writeFile(join(target, 'sv-SE', 'Dictionary.dic'), 'old');
    const { note, problems } = await installDictionary({
      culture: 'sv-SE',
      source: files('hej\nord\n'),
      target,
    });
    expect(note).toMatchObject({ origin: 'test', licence: 'MIT' });
    expect(problems).toEqual(['the number of entries was missing and was added']);
    expect(await readFile(join(target, 'sv-SE', 'Dictionary.dic'), 'utf8')).toBe('2\nhej\nord\n');
    expect(await readdir(target)).toEqual(['sv-SE']);
  });

  test('after a failure the former dictionary is there as before', async () => {
    await installDictionary({ culture: 'sv-SE', source: files('1\nhej\n'), target });
    const failing = installDictionary({ culture: 'sv-SE', source: files(' '), target });
    await expect(failing).rejects.toThrow('the dictionary is empty');
    expect(await readFile(join(target, 'sv-SE', 'Dictionary.dic'), 'utf8')).toBe('1\nhej\n');
    expect(await readdir(target)).toEqual(['sv-SE']);
  });

  test.each(['../en-US', 'en/US', 'en-US/..', '.', '', 'en-US\0', 'C:\\x', 'en_US', '%2e%2e'])(
    'a culture that is no culture name writes nothing: %j',
    async (culture) => {
      await expect(installDictionary({ culture, source: files('1\na\n'), target })).rejects.toThrow(
        'is not a culture name',
      );
      await expect(readdir(target)).rejects.toThrow('ENOENT');
    },
  );

  test('a culture without a package says where to find its dictionary', async () => {
    await expect(installPackage('pl-PL')).rejects.toThrow('npm install --no-save dictionary-pl@2.0.0');
    await expect(installPackage('ar-EG')).rejects.toThrow('Debian package hunspell-ar');
    await expect(installPackage('ja-JP')).rejects.toThrow('no spaces between words');
  });
});
