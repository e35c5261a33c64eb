/** A stretch of text to look up. `from` and `to` count UTF-16 units from the start of the text it was read from. */
export interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Other spellings of the same token; if the dictionary knows one of them, the token is right. */
  readonly alternatives: readonly string[];
  /** Of a hyphenated word: where the whole is unknown, each part is judged by itself. */
  readonly parts: readonly Token[];
}

/** What the dictionary says of one spelling; undefined: not asked yet. */
export type Lookup = (word: string) => boolean | undefined;

/** Never words of a language: addresses of the web and of mail, replaceable identifiers (M18), handles, paths. */
const notLanguage =
  /(?:https?:\/\/|ftp:\/\/|www\.)\S+|[^\s<>()"]+@[^\s<>()"]+|\$[A-Za-z][\w.]*\$|(?:^|(?<=\s))[@#/\\]\S+|\b[A-Za-z]:\\\S+/gu;

/** Letters (with marks), joined by apostrophes and hyphens inside; digits come along so that `A4` is seen whole. */
const run =
  /[\p{L}\p{M}\p{N}_\u200c\u200d]+(?:['’\u2019.\-\u2010\u2011\u05f3\u05f4·][\p{L}\p{M}\p{N}_\u200c\u200d]+)*/gu;

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const elision = /^(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|entr)['’]/iu;

/**
 * The words of a text that are worth looking up in a dictionary of `language` (ISO 639). Left out: addresses, numbers
 * and what holds digits or inner dots, words in capitals (order numbers, abbreviations), single letters, and scripts
 * that have no Hunspell dictionary.
 */
export function findTokens(text: string, language: string): Token[] {
  const readable = text.replaceAll(notLanguage, (match) => ' '.repeat(match.length));
  const tokens: Token[] = [];
  for (const match of readable.matchAll(run)) {
    const word = match[0];
    for (const piece of wordsOf(word, language)) {
      const token = readToken(piece.text, match.index + piece.from, readable, language);
      if (token !== null) tokens.push(token);
    }
  }
  return tokens;
}

/** Thai, Lao, Khmer and Burmese write without spaces: there the words come from the segmenter. */
const segmented = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenters = new Map<string, Intl.Segmenter>();

function wordsOf(word: string, language: string): { text: string; from: number }[] {
  if (!segmented.test(word)) return [{ text: word, from: 0 }];
  let segmenter = segmenters.get(language);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  return [...segmenter.segment(word)]
    .filter((segment) => segment.isWordLike === true)
    .map((segment) => ({ text: segment.segment, from: segment.index }));
}

function readToken(word: string, from: number, text: string, language: string): Token | null {
  if (!isLanguage(word)) return null;
  const end = from + word.length;
  const pieces = word.split(/[-\u2010\u2011]/u);
  const parts: Token[] = [];
  if (pieces.length > 1) {
    let start = from;
    for (const piece of pieces) {
      if (isLanguage(piece)) parts.push(simple(piece, start, text, language));
      start += piece.length + 1;
    }
  }
  return { ...simple(word, from, text, language), to: end, parts };
}

function simple(word: string, from: number, text: string, language: string): Token {
  const to = from + word.length;
  const alternatives: string[] = [];
  const straight = word.replaceAll(/[’\u2019]/gu, "'");
  if (straight !== word) alternatives.push(straight);
  if (language === 'fr' || language === 'ca' || language === 'it') {
    const rest = straight.replace(elision, '');
    if (rest !== straight && rest.length > 0) alternatives.push(rest);
  }
  if (language === 'en' && /'s$/iu.test(straight)) alternatives.push(straight.slice(0, -2));
  // German and the Scandinavian languages leave a part out: "Bestell- und Rechnungsnummer".
  if (/^[-\u2010\u2011](?:\s|$)/u.test(text.slice(to, to + 2))) alternatives.push(`${word}-`);
  return { text: word, from, to, alternatives, parts: [] };
}

function isLanguage(word: string): boolean {
  if (/[\p{N}_.]/u.test(word)) return false;
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 2) return false;
  if (spaceless.test(word)) return false;
  const isCapitals = word === word.toUpperCase() && word !== word.toLowerCase();
  return !isCapitals;
}

/** The stretches of a token that are misspelt: none, itself, or some of its parts. Undefined: verdicts are missing. */
export function misspeltParts(token: Token, lookup: Lookup): readonly Token[] | undefined {
  let isUnknown = false;
  for (const spelling of [token.text, ...token.alternatives]) {
    const verdict = lookup(spelling);
    if (verdict === true) return [];
    if (verdict === undefined) isUnknown = true;
  }
  if (isUnknown) return undefined;
  if (token.parts.length === 0) return [token];
  const wrong: Token[] = [];
  for (const part of token.parts) {
    const inner = misspeltParts(part, lookup);
    if (inner === undefined) return undefined;
    wrong.push(...inner);
  }
  return wrong;
}

/** Every spelling that {@link misspeltParts} may ask for. */
export function spellingsOf(token: Token): string[] {
  return [token.text, ...token.alternatives, ...token.parts.flatMap(spellingsOf)];
}
