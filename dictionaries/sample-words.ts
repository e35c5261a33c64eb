/** Numbers between 0 and 1, the same ones every time: a verdict must not change from one run to the next. */
function pseudoRandom(): () => number {
  let seed = 20_260_301;
  return () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
}

/**
 * Words to compare two engines on: entries of a dictionary, chosen evenly by chance, and misspellings of them one edit
 * away. The same for the same dictionary.
 */
export function sampleWords(words: string, stems: number, misspellings: number): string[] {
  const entries = words
    .split('\n')
    .slice(1)
    .map((line) =>
      (line.split('\t', 1)[0] ?? '')
        .replace(/(?<!\\)\/.*$/, '')
        .replaceAll('\\/', '/')
        .trim(),
    )
    .filter((word) => word !== '' && !/\s/.test(word));
  if (entries.length === 0) return [];
  const random = pseudoRandom();
  const pick = (): string => entries[Math.floor(random() * entries.length)] ?? '';
  const chosen = new Set<string>();
  for (let tries = 0; chosen.size < Math.min(stems, entries.length) && tries < stems * 4; tries++) {
    chosen.add(pick());
  }
  const letters = lettersOf(entries);
  const total = chosen.size + misspellings;
  for (let tries = 0; chosen.size < total && tries < misspellings * 8; tries++) {
    const word = pick();
    if (Array.from(word).length >= 4) chosen.add(misspell(word, letters, random));
  }
  return [...chosen];
}

function lettersOf(entries: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.floor(entries.length / 2000));
  const letters = new Set<string>();
  for (let at = 0; at < entries.length; at += step) {
    for (const letter of (entries[at] ?? '').match(/[\p{Ll}\p{Lo}]/gu) ?? []) letters.add(letter);
  }
  return [...letters];
}

function misspell(word: string, letters: readonly string[], random: () => number): string {
  const characters = Array.from(word);
  const at = 1 + Math.floor(random() * (characters.length - 1));
  const letter = letters[Math.floor(random() * letters.length)] ?? '';
  switch (Math.floor(random() * 4)) {
    case 0:
      characters.splice(at, 1);
      break;
    case 1:
      characters.splice(at, 0, letter);
      break;
    case 2:
      characters[at] = letter;
      break;
    default:
      characters.splice(at - 1, 2, characters[at] ?? '', characters[at - 1] ?? '');
  }
  return characters.join('');
}
