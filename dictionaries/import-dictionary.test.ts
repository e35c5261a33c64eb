import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Hunspell, getWasmModule } from 'hunspell-wasm';
import { describe, expect, test } from 'vitest';
import { decodeDictionary } from './decode.ts';
import { importDictionary } from './import-dictionary.ts';
import { normaliseForNspell } from './normalise-for-nspell.ts';
import { repairTables } from './repair-tables.ts';

const corpus = join(
  process.env['POSTROOM_CORPORA'] ?? new URL('../../shared/corpora', import.meta.url).pathname,
  'hunspell',
);

async function open(grammar: string, words: string): Promise<Hunspell> {
  return new Hunspell(await getWasmModule(), grammar, words);
}

describe('decoding', () => {
  test('files are read in the encoding that SET names and say UTF-8 afterwards', () => {
    const imported = importDictionary(
      Buffer.from('# é\r\nSET ISO8859-2\r\nTRY abc\r\n', 'latin1'),
      Buffer.from([0x31, 0x0d, 0x0a, 0xb9, 0x65, 0x0d, 0x0a]),
    );
    expect(imported.grammar).toBe('SET UTF-8\n# é\nTRY abc\n');
    expect(imported.words).toBe('1\nše\n');
    const cyrillic = importDictionary(
      Buffer.from('SET microsoft-cp1251\n'),
      Buffer.from([0x31, 0x0a, 0xe4, 0xe0]),
    );
    expect(cyrillic.words).toBe('1\nда\n');
    const thai = importDictionary(Buffer.from('SET TIS620-2533\n'), Buffer.from([0x31, 0x0a, 0xa1]));
    expect(thai.words).toBe('1\nก\n');
  });

  test('byte order marks are dropped and files without SET are UTF-8 where they are valid as such', () => {
    expect(importDictionary(Buffer.from('\ufeffTRY é\n'), Buffer.from('\ufeff1\né\n'))).toMatchObject({
      grammar: 'SET UTF-8\nTRY é\n',
      words: '1\né\n',
    });
    expect(importDictionary(Buffer.from('TRY a\n'), Buffer.from('1\né\n', 'latin1')).words).toBe('1\né\n');
  });

  test('lines that are broken in UTF-8 are kept and pointed out', () => {
    const words = Buffer.concat([Buffer.from('2\nnaïve\n'), Buffer.from('café\n', 'latin1')]);
    const imported = importDictionary(Buffer.from('SET UTF-8\n'), words);
    expect(imported.words).toBe('2\nnaïve\ncafé\n');
    expect(imported.problems.join()).toContain('not throughout');
  });

  test('flags of one byte above 127 stay one flag', async () => {
    const grammar = Buffer.from(
      'SET ISO8859-1\nSFX \xe9 Y 1\nSFX \xe9 0 s .\nSFX \xe8 Y 1\nSFX \xe8 0 x .\n',
      'latin1',
    );
    const imported = importDictionary(grammar, Buffer.from('1\nword/\xe9\n', 'latin1'));
    const hunspell = await open(imported.grammar, imported.words);
    expect(['words', 'wordx'].map((word) => hunspell.testSpelling(word))).toEqual([true, false]);
    hunspell.dispose();
  });

  test('encodings that are not known, other files and empty ones are refused with the reason', () => {
    const words = Buffer.from('1\na\n');
    expect(() => importDictionary(Buffer.from('SET ISCII-DEVANAGARI\n'), words)).toThrow(
      /SET ISCII-DEVANAGARI/,
    );
    expect(() => importDictionary(Buffer.from('PK\0\0'), words)).toThrow(/not a Hunspell dictionary/);
    expect(() => importDictionary(Buffer.from('SET UTF-8\n'), Buffer.from(' \n'))).toThrow(/is empty/);
    expect(() => importDictionary(Buffer.from('x'), Buffer.alloc(65 * 1024 * 1024, 'a'))).toThrow(
      /larger than 64 MB/,
    );
  });

  test('a missing number of entries is added, so that the first word is not lost', async () => {
    const imported = importDictionary(Buffer.from('SET UTF-8\n'), Buffer.from('alpha\nbeta\n'));
    expect(imported.words).toBe('2\nalpha\nbeta\n');
    const hunspell = await open(imported.grammar, imported.words);
    expect(hunspell.testSpelling('alpha')).toBe(true);
    hunspell.dispose();
  });
});

describe('repairing tables', () => {
  test('tables in order are left as they are', () => {
    const grammar = 'REP 2\nREP a b\nREP c d\n\nSFX A Y 1 # plural\nSFX A 0 s .\nBREAK 0\n';
    expect(repairTables(grammar)).toEqual({ grammar, repaired: 0 });
  });

  test('wrong numbers, repeated headers and lines in between are mended', () => {
    const grammar =
      'REP 3\nREP a b\n\n# note\nREP c d\nMAP 1\nMAP aá\nMAP 1\nMAP eé\nSFX A Y 5\nSFX A 0 s .\nTRY x\nSFX A 0 t .\n';
    expect(repairTables(grammar)).toEqual({
      grammar:
        'REP 2\nREP a b\nREP c d\n\n# note\nMAP 2\nMAP aá\nMAP eé\nSFX A Y 2\nSFX A 0 s .\nSFX A 0 t .\nTRY x\n',
      repaired: 3,
    });
  });

  test('rows that are numbers themselves are not taken for headers', () => {
    for (const grammar of [
      'AF 2\nAF 1\nAF 23\n',
      'COMPOUNDRULE 1\nCOMPOUNDRULE 11\n',
      'SFX 1 Y 1\nSFX 1 Y 1 x\n',
    ]) {
      expect(repairTables(grammar).repaired).toBe(0);
    }
  });

  test('what Hunspell would not read comes to life', async () => {
    const grammar = 'SET UTF-8\nSFX A Y 3\nSFX A 0 s .\nSFX B Y 1\nSFX B 0 t .\n';
    const before = await open(grammar, '1\nword/AB\n');
    expect(before.testSpelling('wordt')).toBe(false);
    before.dispose();
    const after = await open(repairTables(grammar).grammar, '1\nword/AB\n');
    expect(after.testSpelling('wordt')).toBe(true);
    after.dispose();
  });
});

test('for nspell aliases are written out and morphology dropped', () => {
  const grammar =
    'AF 2\nAF AB\nAF C\nAM 1\nAM po:noun\nSFX A Y 1\nSFX A 0 s/2 . 1\nSFX B Y 1\nSFX B y ies [^aeiou]y is:plural\n';
  const words = '4\nword/1\t1\nother po:noun\nad hoc/2\nplain\n';
  expect(normaliseForNspell(grammar, words)).toEqual({
    grammar: 'SFX A Y 1\nSFX A 0 s/C .\nSFX B Y 1\nSFX B y ies [^aeiou]y\n',
    words: '4\nword/AB\nother\nad hoc/C\nplain\n',
  });
});

describe('the dictionaries of Hunspell’s own tests', () => {
  const names = existsSync(corpus)
    ? readdirSync(corpus)
        .filter((name) => name.endsWith('.aff') && existsSync(join(corpus, name.replace(/aff$/, 'dic'))))
        .map((name) => name.slice(0, -4))
    : [];
  // A word of 72 letters that Hunspell before 1.7.3 takes minutes for.
  const usable = names.filter((name) => name !== 'timelimit');

  test('the corpus is there or its absence is said aloud', () => {
    if (names.length === 0) process.stderr.write(`No Hunspell corpus at ${corpus}: nothing tested\n`);
    expect(names.length === 0 || names.length > 100).toBe(true);
  });

  test('importing loses no entry and no option', () => {
    const changed = usable.filter((name) => {
      const imported = importDictionary(read(name, 'aff'), read(name, 'dic'));
      const decoded = decodeDictionary(read(name, 'aff'), read(name, 'dic'));
      const added = imported.problems.some((problem) => problem.includes('number of entries')) ? 1 : 0;
      return (
        entries(imported.words) !== entries(decoded.words) + added ||
        imported.words.includes('\ufffd') ||
        decoded.grammar
          .split('\n')
          .some((line) => /^[A-Z]/.test(line) && !isCounted(line) && !imported.grammar.includes(line.trim()))
      );
    });
    expect(changed).toEqual([]);
  });

  test('imported dictionaries give the verdicts that the tests ask for, as far as this Hunspell does', async () => {
    let good = 0;
    let wrong = 0;
    for (const name of usable) {
      const imported = importDictionary(read(name, 'aff'), read(name, 'dic'));
      const hunspell = await open(imported.grammar, imported.words);
      const accepted = tokens(name, 'good');
      const refused = tokens(name, 'wrong');
      if (accepted.length > 0 && accepted.every((word) => hunspell.testSpelling(word))) good += 1;
      if (refused.length > 0 && !refused.some((word) => hunspell.testSpelling(word))) wrong += 1;
      hunspell.dispose();
    }
    process.stderr.write(`Hunspell corpus: ${good} .good and ${wrong} .wrong files hold after import\n`);
    expect(usable.length === 0 || (good >= 119 && wrong >= 107)).toBe(true);
  });
});

const read = (name: string, extension: string): Buffer => readFileSync(join(corpus, `${name}.${extension}`));

/** The word lists are UTF-8 whatever the dictionary is in. */
const tokens = (name: string, extension: string): string[] =>
  existsSync(join(corpus, `${name}.${extension}`))
    ? read(name, extension)
        .toString()
        .split(/\s+/)
        .filter((word) => word !== '')
    : [];

function entries(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

function isCounted(line: string): boolean {
  return /^(?:SET|[PS]FX|REP|MAP|BREAK|ICONV|OCONV|PHONE|COMPOUNDRULE|CHECKCOMPOUNDPATTERN|AF|AM)\s/.test(
    line,
  );
}
