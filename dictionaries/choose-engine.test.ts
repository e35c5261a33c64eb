import { describe, expect, test } from 'vitest';
import { chooseEngine, judge } from './choose-engine.ts';
import { importDictionary } from './import-dictionary.ts';
import { sampleWords } from './sample-words.ts';

const dictionary = (grammar: string, words: string): { grammar: string; words: string } =>
  importDictionary(Buffer.from(grammar), Buffer.from(words));

const stems = Array.from(
  { length: 600 },
  (_, n) => `word${String.fromCharCode(97 + (n % 26))}${n.toString(26)}x`,
);

/** 60,000 forms a word. */
const twofoldSuffixes = [
  'SET UTF-8\nSFX A Y 300',
  ...Array.from({ length: 300 }, (_, n) => `SFX A 0 ${n.toString(36)}/B .`),
  'SFX B Y 200',
  ...Array.from({ length: 200 }, (_, n) => `SFX B 0 ${n.toString(36)} .`),
  '',
].join('\n');

describe('the verdict from what was measured', () => {
  const good = { forms: 130_000, load: 80, agreement: 1, compared: 2000 };
  test('nspell is taken where it is exact and quick', () => {
    expect(judge(good)).toMatchObject({
      engine: 'nspell',
      reason: expect.stringContaining('100 % of 2000') as string,
    });
    expect(judge({ ...good, agreement: 0.995 }).engine).toBe('nspell');
  });

  test.each([
    [{ ...good, forms: 3_100_000, load: null, agreement: null }, 'about 3,100,000 forms'],
    [{ ...good, agreement: 0.9949 }, '99.4 % of 2000'],
    [{ ...good, load: 900 }, 'about 0.9 s'],
    [{ ...good, forms: null }, 'no words'],
    [{ ...good, agreement: null }, 'no words to compare'],
  ])('else Hunspell, with the reason', (trial, reason) => {
    expect(judge(trial)).toMatchObject({
      engine: 'hunspell',
      reason: expect.stringContaining(reason) as string,
    });
  });
});

describe('trying a dictionary', () => {
  test('a small plain one is for nspell', async () => {
    const choice = await chooseEngine(
      dictionary('SET UTF-8\nSFX A Y 1\nSFX A 0 s .\n', `600\n${stems.map((it) => `${it}/A`).join('\n')}\n`),
    );
    expect(choice).toMatchObject({ engine: 'nspell', trial: { agreement: 1 } });
  });

  test('one with compounds that nspell does not know is for Hunspell', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.replace(/./g, '$&/C\n');
    const choice = await chooseEngine(
      dictionary('SET UTF-8\nCOMPOUNDMIN 1\nCOMPOUNDFLAG C\n', `626\n${stems.join('\n')}\n${letters}`),
    );
    expect(choice).toMatchObject({
      engine: 'hunspell',
      reason: expect.stringContaining('agrees with') as string,
    });
  });

  test('one that makes nspell store too many forms is for Hunspell', async () => {
    const words = stems.slice(0, 40).map((it) => `${it}/A`);
    const choice = await chooseEngine(dictionary(twofoldSuffixes, `40\n${words.join('\n')}\n`));
    expect(choice).toMatchObject({ engine: 'hunspell', reason: expect.stringContaining('forms') as string });
  });

  test('one whose few giants make nspell run out of memory is for Hunspell', async () => {
    // The sample does not meet the giants: only the bounded process saves us.
    const words = Array.from({ length: 40_001 }, (_, n) => (n % 1000 === 1 ? `giant${n}/A` : `plain${n}`));
    const choice = await chooseEngine(dictionary(twofoldSuffixes, `40001\n${words.join('\n')}\n`), {
      largestHeap: 64,
    });
    expect(choice).toMatchObject({ engine: 'hunspell', reason: 'nspell needs more than 64 MB', trial: null });
  });

  test('one that nspell cannot load is for Hunspell', async () => {
    const choice = await chooseEngine(
      dictionary('SET UTF-8\nCOMPOUNDRULE 1\nCOMPOUNDRULE (A\n', '1\nword/A\n'),
    );
    expect(choice).toMatchObject({ engine: 'hunspell', trial: null });
  });

  test('it stops when the person interrupts it', async () => {
    const controller = new AbortController();
    const choice = chooseEngine(dictionary('SET UTF-8\n', '1\nword\n'), { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    await expect(choice).rejects.toThrow('interrupted');
  });
});

test('words to compare are the same every time and hold misspellings', () => {
  const words = `3\nspelling/A\ndictionary\tpo:noun\nletter\\/post/B\n`;
  const sample = sampleWords(words, 3, 10);
  expect(sampleWords(words, 3, 10)).toEqual(sample);
  expect(sample).toEqual(expect.arrayContaining(['spelling', 'dictionary', 'letter/post']));
  expect(sample.length).toBe(13);
});
