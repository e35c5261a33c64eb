/** Names of encodings as `SET` lines write them, for those that `TextDecoder` does not know under that name. */
const encodings: ReadonlyMap<string, string> = new Map([
  ['microsoft-cp1251', 'windows-1251'],
  ['cp1250', 'windows-1250'],
  ['cp1251', 'windows-1251'],
  ['cp1252', 'windows-1252'],
  ['cp1257', 'windows-1257'],
  ['tis620-2533', 'windows-874'],
  ['tis620', 'windows-874'],
]);

export interface DecodedDictionary {
  /** UTF-8 text with LF line ends, without byte order mark; the grammar says `SET UTF-8`. */
  readonly grammar: string;
  readonly words: string;
  /** What was wrong, each a sentence. */
  readonly problems: readonly string[];
}

/**
 * Both files of a Hunspell dictionary as text, by the encoding that the grammar's `SET` names: without one, UTF-8 where
 * they are valid as such, else ISO 8859-1 as Hunspell has it. Lines that are not valid in UTF-8 are read as
 * Windows-1252 rather than lost. Flags of one byte above 127 stay one flag (`FLAG UTF-8` is added).
 */
export function decodeDictionary(grammar: Uint8Array, words: Uint8Array): DecodedDictionary {
  const problems: string[] = [];
  const declared = declaredEncoding(grammar);
  const encoding = declared ?? (isUtf8(grammar) && isUtf8(words) ? 'UTF-8' : 'ISO8859-1');
  if (/^utf-?8$/i.test(encoding)) {
    const decode = (bytes: Uint8Array, file: string): string => {
      if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
      problems.push(`${file} says UTF-8 and is not throughout; the broken lines are read as Windows-1252`);
      return decodeLines(bytes);
    };
    return finish(decode(grammar, 'the grammar'), decode(words, 'the dictionary'), problems);
  }
  const decoder = new TextDecoder(labelOf(encoding));
  const text = decoder.decode(grammar);
  const list = decoder.decode(words);
  return finish(needsWideFlags(text, list) ? `FLAG UTF-8\n${text}` : text, list, problems);
}

function finish(grammar: string, words: string, problems: readonly string[]): DecodedDictionary {
  const rest = unixLines(grammar)
    .split('\n')
    .filter((line) => !/^\s*SET\s/.test(line))
    .join('\n');
  return { grammar: `SET UTF-8\n${rest}`, words: unixLines(words), problems };
}

function unixLines(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n');
}

function declaredEncoding(grammar: Uint8Array): string | null {
  if (grammar[0] === 0xef && grammar[1] === 0xbb && grammar[2] === 0xbf) return 'UTF-8';
  const latin = new TextDecoder('windows-1252').decode(grammar);
  return /^[ \t]*SET[ \t]+([^\s#]+)/m.exec(latin)?.[1] ?? null;
}

function labelOf(encoding: string): string {
  const lower = encoding.toLowerCase();
  const label = encodings.get(lower) ?? lower.replace(/^iso-?8859-?(\d+)$/, 'iso-8859-$1');
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new Error(
      `its encoding, SET ${encoding}, is not known; convert both files to UTF-8 and say SET UTF-8`,
    );
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decodeLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  let start = 0;
  while (start <= bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    lines.push(new TextDecoder(isUtf8(line) ? 'utf-8' : 'windows-1252').decode(line));
    if (end === -1) break;
    start = end + 1;
  }
  return lines.join('\n');
}

/** In 8-bit files a flag is a byte. Written in UTF-8, one above 127 would be read as two unless flags are characters. */
function needsWideFlags(grammar: string, words: string): boolean {
  const grammarLines = grammar.split('\n');
  if (grammarLines.some((line) => /^\s*FLAG\s/.test(line))) return false;
  return grammarLines.some(hasWideFlag) || words.split('\n').some((line) => isWide(flagsOf(line)));
}

function hasWideFlag(line: string): boolean {
  const [keyword = '', first = '', , affix = ''] = line.trim().split(/\s+/);
  if (keyword === 'PFX' || keyword === 'SFX') return isWide(first) || isWide(flagsOf(affix));
  return /^[A-Z]+$/.test(keyword) && !characterTables.has(keyword) && isWide(first);
}

/** Options whose first value is text, not flags. */
const characterTables = new Set([
  'TRY',
  'REP',
  'MAP',
  'BREAK',
  'ICONV',
  'OCONV',
  'PHONE',
  'KEY',
  'WORDCHARS',
  'IGNORE',
  'NAME',
  'HOME',
  'VERSION',
  'LANG',
]);

function flagsOf(entry: string): string {
  const slash = /(?<!\\)\//.exec(entry)?.index ?? -1;
  return slash === -1 ? '' : (entry.slice(slash + 1).split(/\s/, 1)[0] ?? '');
}

function isWide(flags: string): boolean {
  return /[\u0080-\uffff]/.test(flags);
}
