/** How much of a mail the search knows: a tsvector must stay under a megabyte. */
const maxCharacters = 400_000;
const maxBytes = 500_000;
const maxWordLength = 80;

let segmenter: Intl.Segmenter | null = null;

/**
 * The words of a mail as the search keeps them, separated by blanks, for `to_tsvector('simple', …)`: compatibility
 * forms and full width undone, upper and lower case and accents alike, Chinese, Japanese and Thai taken apart into
 * words. Addresses, order numbers and the like are kept whole and in their parts.
 */
export function searchWords(...texts: readonly (string | null)[]): string {
  const words = new Set<string>();
  let left = maxCharacters;
  let bytes = 0;
  for (const text of texts) {
    if (text === null || left <= 0) continue;
    for (const word of split(text.slice(0, left))) {
      if (words.has(word)) continue;
      bytes += Buffer.byteLength(word) + 1;
      if (bytes > maxBytes) break;
      words.add(word);
    }
    left -= text.length;
  }
  return [...words].join(' ');
}

/**
 * What a person types into the search, as a query for `to_tsquery('simple', …)`: all words must occur, the last one
 * may be the beginning of a word. Null if there is no word in it. Nothing typed can be anything but words.
 */
export function queryWords(text: string): string | null {
  const isOpen = !/\s$/.test(text);
  const chunks = fold(text.slice(0, 1000)).split(/\s+/);
  const terms = chunks.map((chunk, at) => termOf(chunk, isOpen && at === chunks.length - 1));
  const asked = [...new Set(terms.filter((term) => term !== ''))].slice(0, 20);
  return asked.length === 0 ? null : asked.join(' & ');
}

/** All words of a chunk; of an address or number as well the whole in one. */
function termOf(chunk: string, isOpen: boolean): string {
  const words = segment(chunk);
  const quoted = words.map((word, at) => quote(word, isOpen && at === words.length - 1));
  const whole = compound(chunk);
  return whole === null ? quoted.join(' & ') : `(${quote(whole, isOpen)} | (${quoted.join(' & ')}))`;
}

function quote(word: string, isOpen: boolean): string {
  return `'${word}'${isOpen ? ':*' : ''}`;
}

function split(text: string): readonly string[] {
  // Most words come again and again.
  const chunks = new Set(fold(text).split(/\s+/));
  return [...chunks].flatMap((chunk) => {
    const whole = compound(chunk);
    return whole === null ? segment(chunk) : [whole, ...segment(chunk)];
  });
}

/** NFKC, without case and without accents; what is not a letter keeps its marks. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe');
}

/**
 * An address, order number or file name, as one word: letters and digits joined by `. - _ @ + /`, which `simple`
 * would cut up by rules of its own. The joints are left out: `AB-12/34` is `ab1234`, whichever way it is typed.
 */
function compound(chunk: string): string | null {
  const bare = chunk.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (bare.length > 200 || !/^[\p{L}\p{N}]+(?:[.\-_@+/:#][\p{L}\p{N}]+)+$/u.test(bare)) return null;
  const joined = bare.replace(/[^\p{L}\p{N}]/gu, '');
  return joined.length <= maxWordLength ? joined : null;
}

/** Plain words of letters and digits. */
function segment(chunk: string): readonly string[] {
  const pieces = chunk.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return pieces.flatMap((piece) => {
    if (!unspaced.test(piece)) return [piece.slice(0, maxWordLength)];
    segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
    return [...segmenter.segment(piece.slice(0, 20_000))]
      .map((found) => found.segment)
      .filter((word) => /[\p{L}\p{N}]/u.test(word))
      .map((word) => word.slice(0, maxWordLength));
  });
}

/** Scripts written without blanks between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
