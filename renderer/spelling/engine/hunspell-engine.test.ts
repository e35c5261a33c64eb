import { beforeAll, expect, test } from 'vitest';
import { readDictionaryFiles } from '../testing/dictionaries.ts';
import { decodeDictionary } from './decode-dictionary.ts';
import { attachHandle, createHandle } from './hunspell-engine.ts';
import { fetchHunspell, type HunspellCode } from './hunspell-module.ts';
import { chooseProbes, restoreSnapshot, takeSnapshot } from './memory-snapshot.ts';
import { createSnapshotStore } from './snapshot-store.ts';

let code: HunspellCode;
beforeAll(async () => {
  code = await fetchHunspell();
});

async function load(culture: string) {
  const files = await readDictionaryFiles(culture);
  const module = await code.instantiate();
  return { files, module, handle: createHandle(module, files) };
}

test.each([
  ['de-DE', ['Rechnungsnummer', 'Haustürschlüssel', 'Straße'], ['Rechnugsnummer', 'Hausstürschlüsel']],
  ['fr-FR', ['été', "l'été", 'aujourd’hui', 'factures'], ['erreure', 'corigé', 'fature']],
])('%s is judged as Hunspell does, compounds and elisions too', async (culture, right, wrong) => {
  const { module, handle } = await load(culture);
  const dictionary = attachHandle(module, handle);
  expect(right.filter((word) => !dictionary.isCorrect(word))).toEqual([]);
  expect(wrong.filter((word) => dictionary.isCorrect(word))).toEqual([]);
});

test('suggestions hold the word that was meant', async () => {
  const { module, handle } = await load('fr-FR');
  expect(attachHandle(module, handle).suggest('erreure')).toContain('erreur');
});

test('a dictionary restored from its memory snapshot gives the same verdicts and suggestions', async () => {
  const { files, module, handle } = await load('de-DE');
  const lines = decodeDictionary(files).dictionary.split('\n');
  const stems = lines.filter((_line, index) => index % 97 === 1).map((line) => line.split('/')[0] ?? '');
  const words = stems.flatMap((stem) => [stem, `${stem}x`, `${stem.slice(1)}q`, `${stem}haus`]);
  const loaded = attachHandle(module, handle);
  const restored = restoreSnapshot(
    await code.instantiate(),
    takeSnapshot(module, handle, chooseProbes('Haus\nBaum')),
  );

  expect(words.length).toBeGreaterThan(1000);
  expect(words.filter((word) => restored?.isCorrect(word) !== loaded.isCorrect(word))).toEqual([]);
  expect(restored?.suggest('Rechnugsnummer')).toEqual(loaded.suggest('Rechnugsnummer'));
});

test('a damaged snapshot is refused', async () => {
  const { module, handle } = await load('fr-FR');
  const snapshot = takeSnapshot(module, handle, ['bonjour', 'zzqxvtw']);
  const refused = restoreSnapshot(await code.instantiate(), {
    ...snapshot,
    probes: [['bonjour', false]],
  });
  expect(refused).toBeNull();
});

test('snapshots are kept in the browser, the oldest going first', async () => {
  const store = createSnapshotStore(`test-${crypto.randomUUID()}`);
  const snapshot = { memory: new Uint8Array([1, 2, 3]), size: 3, handle: 7, probes: [] };
  for (let index = 0; index < 8; index += 1) await store.write(`key-${index}`, snapshot);
  expect(await store.read('key-7')).toEqual(snapshot);
  expect(await store.read('key-0')).toBeNull();
  await store.remove('key-7');
  expect(await store.read('key-7')).toBeNull();
});
