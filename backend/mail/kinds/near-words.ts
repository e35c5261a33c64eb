import { foldWords } from './fold-words.ts';

/** Two sets of alternatives, as regular expressions of words or pieces of words. */
export type NearWords = readonly [ones: string, others: string];

/** Characters that may stand between two words: an address, a name, auxiliary verbs. */
const longestGap = 45;
const longestGapWithoutBlanks = 20;

interface Pair {
  readonly ones: RegExp;
  readonly others: RegExp;
  readonly gap: number;
}

/**
 * Looks in folded text (see fold-words.ts) for one of a set of words near one of another, in either order and within
 * one sentence. Linear in the text, which a single pattern with a gap would not be.
 * @param withoutBlanks pairs of scripts that put no blanks between words
 * @returns what stands from the one to the other; null without
 */
export function nearFinder(
  words: readonly NearWords[],
  withoutBlanks: readonly NearWords[],
): (foldedText: string) => string | null {
  const pairs: readonly Pair[] = [
    ...words.map(([ones, others]) => ({ ones: asWords(ones), others: asWords(others), gap: longestGap })),
    ...withoutBlanks.map(([ones, others]) => ({
      ones: new RegExp(fold(ones), 'gu'),
      others: new RegExp(fold(others), 'gu'),
      gap: longestGapWithoutBlanks,
    })),
  ];
  return (text) => {
    for (const pair of pairs) {
      const found = firstNear(text, pair);
      if (found !== null) return found;
    }
    return null;
  };
}

function asWords(alternatives: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{M}])(?:${fold(alternatives)})(?![\\p{L}\\p{M}])`, 'gu');
}

/** Alternatives as the text that they are held against; escapes are no words. */
function fold(alternatives: string): string {
  return alternatives
    .split(/(\\p\{L\}|\\w)/)
    .map((piece, at) => (at % 2 === 1 ? piece : foldWords(piece)))
    .join('');
}

function firstNear(text: string, { ones, others, gap }: Pair): string | null {
  const spans = spansOf(text, others);
  if (spans.length === 0) return null;
  let next = 0;
  for (const one of spansOf(text, ones)) {
    while (next < spans.length - 1 && (spans[next]?.end ?? 0) + gap < one.start) next++;
    for (const other of spans.slice(next, next + 2)) {
      const [first, second] = other.start < one.start ? [other, one] : [one, other];
      const between = text.slice(first.end, second.start);
      if (between.length <= gap && !/[!?;。]/.test(between)) return text.slice(first.start, second.end);
    }
  }
  return null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spansOf(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}
