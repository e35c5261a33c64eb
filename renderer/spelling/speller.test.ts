import { afterEach, expect, test, vi } from 'vitest';
import { openSpeller, type Speller, type SpellerOptions } from './speller.ts';
import { readDictionaryFiles } from './testing/dictionaries.ts';
import { startSpellingWorker } from './worker-link.ts';

const open: Speller[] = [];
function start(options: Partial<SpellerOptions> & { culture?: string } = {}): Speller {
  const culture = options.culture ?? 'fr-FR';
  const speller = openSpeller({
    engine: culture === 'en-US' ? 'nspell' : 'hunspell',
    sha256: crypto.randomUUID(),
    readFiles: () => readDictionaryFiles(culture),
    checkLimit: 20_000,
    suggestLimit: 20_000,
    ...options,
  });
  open.push(speller);
  return speller;
}
afterEach(() => {
  for (const speller of open.splice(0)) speller.close();
});

/** A worker that never answers a check of this word, as a compound can hang Hunspell. */
function startWorkerThatHangsOn(word: string): () => Worker {
  return () => {
    const worker = startSpellingWorker();
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (data: { message: { type: string; words?: string[] } }) => {
      if (data.message.type === 'check' && data.message.words?.includes(word)) return;
      post(data);
    };
    return worker;
  };
}

test.each([
  ['en-US', 'message', 'mesage'],
  ['fr-FR', 'erreur', 'erreure'],
  ['de-DE', 'Rechnung', 'Rechnugn'],
])('in %s "%s" is right, "%s" is wrong and gets it suggested', async (culture, right, wrong) => {
  const speller = start({ culture });
  await speller.opened;
  expect(speller.lookUp(right)).toBeUndefined();
  await speller.check([right, wrong]);
  expect(speller.lookUp(right)).toBe(true);
  expect(speller.lookUp(wrong)).toBe(false);
  expect(await speller.suggest(wrong)).toContain(right);
});

test('the second start needs no files: the snapshot is enough', async () => {
  const sha256 = crypto.randomUUID();
  const first = start({ sha256 });
  await first.opened;
  const readFiles = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('not needed')));
  const second = start({ sha256, readFiles });
  await second.opened;
  await second.check(['bonjour', 'bonjuor']);
  expect([second.lookUp('bonjour'), second.lookUp('bonjuor')]).toEqual([true, false]);
  expect(readFiles).not.toHaveBeenCalled();
});

test('a worker that hangs is replaced, and only the word it hung on goes without a verdict', async () => {
  const speller = start({ startWorker: startWorkerThatHangsOn('hangword'), checkLimit: 1500 });
  await speller.opened;
  await speller.check(['bonjour', 'hangword', 'bonjuor']);
  expect(speller.lookUp('bonjour')).toBe(true);
  expect(speller.lookUp('bonjuor')).toBe(false);
  expect(speller.lookUp('hangword')).toBe(true);
});

test('files that cannot be read are reported', async () => {
  const speller = start({ readFiles: () => Promise.reject(new Error('the disk is gone')) });
  await expect(speller.opened).rejects.toThrow('the disk is gone');
});
