import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DictionaryState } from '../../contract/desktop.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { createMemoryLog, makeTemporaryFolder, type TemporaryFolder } from '../testing/samples.ts';
import { createBackendClient } from './backend-client.ts';
import { createDictionaries } from './dictionaries.ts';
import { hashOf, openDictionaryFolder } from './dictionary-folder.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('dictionaries', () => {
  let folder: TemporaryFolder;
  let backend: BackendDouble;
  let files: Map<string, Uint8Array>;
  let cultures: string[];
  let downloads: string[];
  let onDownload: () => void;
  let seen: DictionaryState[][];

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    cultures = ['en-US', 'fr-FR'];
    downloads = [];
    onDownload = () => undefined;
    seen = [];
    files = new Map([
      ['fr-FR/Dictionary.dic', encode('1\nbonjour\n')],
      ['fr-FR/Grammar.aff', encode('SET UTF-8\n')],
      ['en-US/Dictionary.dic', encode('1\nhello\n')],
      ['en-US/Grammar.aff', encode('SET UTF-8\n')],
    ]);
    const part = (name: string) => {
      const bytes = files.get(name) ?? new Uint8Array();
      return { sha256: hashOf(bytes), size: bytes.length };
    };
    backend = await startBackendDouble({
      'dictionaries.list': () => ({
        dictionaries: cultures.map((culture) => ({
          culture,
          engine: 'nspell' as const,
          dictionary: part(`${culture}/Dictionary.dic`),
          grammar: part(`${culture}/Grammar.aff`),
        })),
      }),
      'dictionaries.download': ({ culture, file }) => {
        downloads.push(`${culture}/${file}`);
        onDownload();
        return Uint8Array.from(files.get(`${culture}/${file}`) ?? []);
      },
    });
  });
  afterEach(async () => {
    await backend.stop();
    await folder[Symbol.asyncDispose]();
  });

  const open = () =>
    createDictionaries({
      folder: folder.path,
      client: createBackendClient({ backend: backend.url, token: () => 'token-1' }),
      log: createMemoryLog().log,
      onStates: (states) => seen.push([...states]),
    });
  const summary = async (dictionaries: ReturnType<typeof open>) =>
    (await dictionaries.states()).map(({ culture, state }) => `${culture} ${state}`);

  test('that are missing are brought, the preferred culture first, and shown as they come', async () => {
    const dictionaries = open();
    await dictionaries.refresh(['fr-FR']);
    expect(downloads[0]).toBe('fr-FR/Grammar.aff');
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR ready']);
    expect(await readFile(path.join(folder.path, 'fr-FR/Dictionary.dic'), 'utf8')).toBe('1\nbonjour\n');
    expect(seen[0]?.map(({ state }) => state)).toEqual(['missing', 'missing']);
    expect(seen.flat().map(({ state }) => state)).toContain('downloading');
    const read = await dictionaries.read('fr-FR');
    expect(new TextDecoder().decode(read.dictionary)).toBe('1\nbonjour\n');
    expect(read.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('that the backend gets while others are being brought come as well', async () => {
    const dictionaries = open();
    onDownload = () => {
      onDownload = () => undefined;
      cultures = ['en-US', 'fr-FR', 'sv-SE'];
      void dictionaries.refresh([]);
    };
    await dictionaries.refresh([]);
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR ready', 'sv-SE ready']);
    expect(downloads.filter((name) => name.startsWith('en-US'))).toHaveLength(2);
  });

  test('that are here are not brought again; a changed one is, under another name', async () => {
    const first = open();
    await first.refresh([]);
    const before = await first.read('fr-FR');
    downloads = [];
    files.set('fr-FR/Dictionary.dic', encode('2\nbonjour\nmerci\n'));
    const second = open();
    expect(await summary(second)).toEqual(['en-US ready', 'fr-FR ready']);
    await second.refresh([]);
    expect(downloads).toEqual(['fr-FR/Grammar.aff', 'fr-FR/Dictionary.dic']);
    expect((await second.read('fr-FR')).sha256).not.toBe(before.sha256);
  });

  test('whose bytes do not have the promised hash are not installed; the others are', async () => {
    backend.handlers['dictionaries.download'] = ({ culture, file }) =>
      culture === 'fr-FR' && file === 'Dictionary.dic'
        ? encode('tampered')
        : Uint8Array.from(files.get(`${culture}/${file}`) ?? []);
    const dictionaries = open();
    await dictionaries.refresh([]);
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR failed']);
    expect((await dictionaries.states())[1]?.error).toContain('SHA-256');
    await expect(dictionaries.read('fr-FR')).rejects.toMatchObject({ code: 'not-found' });
    expect((await readdir(folder.path)).sort()).toEqual(['en-US']);
  });

  test('that were damaged on this machine are noticed and brought again', async () => {
    const dictionaries = open();
    await dictionaries.refresh([]);
    await writeFile(path.join(folder.path, 'fr-FR/Dictionary.dic'), 'damaged');
    await expect(dictionaries.read('fr-FR')).rejects.toMatchObject({ code: 'not-found' });
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR failed']);
    await dictionaries.refresh([]);
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR ready']);
  });

  test('stay usable while the backend is away, and leftovers of a crash are cleared', async () => {
    await open().refresh([]);
    await mkdir(path.join(folder.path, '.incoming-1'));
    await mkdir(path.join(folder.path, '.outgoing-2'));
    await backend.stop();
    const dictionaries = open();
    await expect(dictionaries.refresh([])).rejects.toMatchObject({ code: 'unreachable' });
    expect(await summary(dictionaries)).toEqual(['en-US ready', 'fr-FR ready']);
    expect((await readdir(folder.path)).sort()).toEqual(['en-US', 'fr-FR']);
    await backend.start();
  });

  test('are brought once when two windows ask at the same time', async () => {
    await Promise.all([open().refresh([]), open().refresh([])]);
    expect(downloads).toHaveLength(4);
  });

  test('of no culture name never reach the file system', async () => {
    const installed = openDictionaryFolder(path.join(folder.path, 'Spelling'));
    for (const culture of ['..', '../..', 'en/../..', 'C:', 'en-US\0', '']) {
      await expect(installed.read(culture)).rejects.toThrow('culture');
    }
  });
});
