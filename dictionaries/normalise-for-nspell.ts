/**
 * Takes out of a dictionary what nspell does not read, with the same meaning: flag aliases (`AF`) are written out, and
 * morphological fields and their aliases (`AM`) dropped. Real Hunspell reads the result just as well.
 */
export function normaliseForNspell(grammar: string, words: string): { grammar: string; words: string } {
  const aliases = aliasesOf(grammar, 'AF');
  const hasMorphology = aliasesOf(grammar, 'AM').length > 0;
  return {
    grammar: grammar
      .split('\n')
      .filter((line) => !/^(?:AF|AM)[ \t]/.test(line))
      .map((line) => affixLine(line, aliases))
      .join('\n'),
    words: words
      .split('\n')
      .map((line, number) => (number === 0 ? line : wordLine(line, aliases, hasMorphology)))
      .join('\n'),
  };
}

/** Rows of a table of aliases, without its header; they count from 1. */
function aliasesOf(grammar: string, keyword: 'AF' | 'AM'): readonly string[] {
  return [...grammar.matchAll(new RegExp(`^${keyword}[ \\t]+(\\S+)`, 'gm'))]
    .map((match) => match[1] ?? '')
    .slice(1);
}

function affixLine(line: string, aliases: readonly string[]): string {
  if (/^[PS]FX[ \t]+\S+[ \t]+[YN][ \t]+\d+[ \t]*(?:#.*)?$/.test(line)) return line;
  const match = /^([PS]FX[ \t]+\S+[ \t]+\S+[ \t]+)(\S+)(?:[ \t]+(\S+))?/.exec(line);
  if (!match) return line;
  const [, head = '', affix = '', condition] = match;
  const slash = affix.indexOf('/');
  const flags = slash === -1 ? undefined : aliases[Number(affix.slice(slash + 1)) - 1];
  const written = flags === undefined ? affix : `${affix.slice(0, slash)}/${flags}`;
  return `${head}${written}${condition === undefined ? '' : ` ${condition}`}`;
}

function wordLine(line: string, aliases: readonly string[], hasMorphology: boolean): string {
  let word = line.replace(/\t.*$/, '').replace(/\s+[a-z]{2}:.*$/, '');
  if (hasMorphology) word = word.replace(/\s+\d+$/, '');
  const match = aliases.length > 0 ? /^(.*[^\\])\/(\d+)$/.exec(word) : null;
  const flags = match ? aliases[Number(match[2]) - 1] : undefined;
  return match && flags !== undefined ? `${match[1]}/${flags}` : word;
}
