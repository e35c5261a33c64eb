import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectCharset } from './detect-charset.ts';
import { decodeHz, decodeIso2022Cn, decodeIso2022Kr, decodeJohab, decodeUtf7 } from './escape-charsets.ts';

export interface DecodedText {
  readonly text: string;
  /** What it was decoded from. */
  readonly charset: string;
  /** Set if the declared charset was missing, unknown or not true. */
  readonly problem: string | null;
}

/** Names that say nothing, or no more than "8 bit". */
const meaningless = new Set([
  '', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso646-us', 'iso-ir-6', 'unknown', 'x-unknown', 'unknown-8bit', 'unknown8bit',
  'x-unknown-8bit', '8bit', '7bit', 'binary', 'default', 'none', 'null', 'utf', 'unicode', 'user-defined', 'x-user-defined',
  'x-user', '_autodetect', '_autodetect_all', 'charset', 'unspecified', 'x-default', 'ansi', 'mime', 'en', 'x-ascii',
]); // prettier-ignore

/** What WHATWG's names and iconv-lite's together do not know. */
const aliases: Readonly<Record<string, string>> = {
  utf8: 'utf-8', 'utf-8-mac': 'utf-8', 'x-utf-8': 'utf-8', cp65001: 'utf-8', utf8mb4: 'utf-8', 'unicode-1-1-utf-8': 'utf-8',
  'unicode-1-1-utf-7': 'utf-7', 'x-unicode-1-1-utf-7': 'utf-7', 'x-utf-7': 'utf-7', utf7: 'utf-7', csutf7: 'utf-7',
  latin: 'windows-1252', 'latin-1': 'windows-1252', 'iso-latin-1': 'windows-1252', 'x-latin1': 'windows-1252',
  'x-ansi': 'windows-1252', 'windows-28591': 'windows-1252', 'cp-1252': 'windows-1252', 'x-cp1252': 'windows-1252',
  gb2312: 'gb18030', gbk: 'gb18030', cp936: 'gb18030', 'x-gbk': 'gb18030', ms936: 'gb18030', 'euc-cn': 'gb18030',
  euccn: 'gb18030', 'gb-2312': 'gb18030', gb_2312: 'gb18030', 'gb2312-80': 'gb18030', 'gb_2312-80': 'gb18030',
  chinesebig5: 'big5', 'x-big5': 'big5', cp950: 'big5', ms950: 'big5', 'big-5': 'big5', big5hkscs: 'big5',
  sjis: 'shift_jis', 'x-sjis': 'shift_jis', 'shift-jis': 'shift_jis', cp932: 'shift_jis', ms932: 'shift_jis',
  'windows-932': 'shift_jis', 'windows-31j': 'shift_jis', cswindows31j: 'shift_jis', 'x-ms-cp932': 'shift_jis',
  eucjp: 'euc-jp', 'x-euc-jp': 'euc-jp', ujis: 'euc-jp', 'x-euc': 'euc-jp',
  jis: 'iso-2022-jp', 'iso-2022-jp-1': 'iso-2022-jp', 'iso-2022-jp-2': 'iso-2022-jp', 'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp', cp50220: 'iso-2022-jp', cp50221: 'iso-2022-jp', cp50222: 'iso-2022-jp',
  cp949: 'euc-kr', ms949: 'euc-kr', uhc: 'euc-kr', 'windows-949': 'euc-kr', 'x-windows-949': 'euc-kr', euckr: 'euc-kr',
  'ks_c_5601': 'euc-kr', 'ks-c-5601': 'euc-kr', 'ksc5601': 'euc-kr', 'ks_c_5601-1989': 'euc-kr', 'ks-c-5601-1987': 'euc-kr',
  cp1361: 'johab', ms1361: 'johab', 'x-johab': 'johab', 'ks_c_5601-1992': 'johab', 'windows-1361': 'johab',
  'hz-gb-2312': 'hz', 'hz-gb2312': 'hz', 'x-hz': 'hz', 'iso-2022-cn-ext': 'iso-2022-cn', csiso2022kr: 'iso-2022-kr',
  'iso-8859-8-e': 'iso-8859-8', 'iso-8859-6-i': 'iso-8859-6', 'iso-8859-6-e': 'iso-8859-6', 'tis-620': 'windows-874',
  'x-mac-roman': 'macintosh', 'mac-roman': 'macintosh', macroman: 'macintosh', 'x-mac-ce': 'maccenteuro',
  'x-mac-centraleurroman': 'maccenteuro', 'x-mac-croatian': 'maccroatian', 'x-mac-greek': 'macgreek',
  'x-mac-icelandic': 'maciceland', 'x-mac-romania': 'macromania', 'x-mac-turkish': 'macturkish', 'x-mac-thai': 'macthai',
  'koi8': 'koi8-r', 'koi-8': 'koi8-r', 'koi8-ru': 'koi8-u', 'cp878': 'koi8-r', 'x-koi8-r': 'koi8-r',
  'iso8859-9e': 'iso-8859-9', 'iso-10646-ucs-2': 'utf-16', 'ucs-2': 'utf-16', ucs2: 'utf-16', csunicode: 'utf-16',
  'ucs-4': 'utf-32', utf16: 'utf-16', utf32: 'utf-32', utf16le: 'utf-16le', utf16be: 'utf-16be',
}; // prettier-ignore

/** Charsets of two or more bytes a character, in which valid UTF-8 may turn up by chance. */
const multibyte = new Set(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'johab']);
/** Seven-bit charsets that switch with escapes. */
const stateful = new Set(['iso-2022-jp', 'iso-2022-kr', 'iso-2022-cn', 'hz', 'utf-7']);

/**
 * The name by which `decodeText` knows a declared charset; empty for names that say nothing; null for unknown ones.
 */
export function canonicalCharset(label: string): string | null {
  let name = label
    .trim()
    .toLowerCase()
    .replace(/^["'\s]+|["'\s;,.]+$/g, '')
    .replace(/^charset\s*=\s*["']?/, '')
    .replaceAll(' ', '')
    .replace(/[_-]charset$/, '');
  if (name.startsWith('cs') && name.startsWith('csiso'))
    name = name.replace(/^csiso(latin)?/, 'iso-8859-').replace('iso-8859-2022', 'iso-2022-');
  name = name
    .replace(/^iso[-_ ]?8859[-_ ]?(\d{1,2})(?::\d+)?/, 'iso-8859-$1')
    .replace(/^(?:x-)?(?:win|windows)[-_]?(?:cp)?[-_]?(125\d)$/, 'windows-$1')
    .replace(/^(?:x-)?cp[-_](\d+)$/, 'cp$1')
    .replace(/^iso[-_]?2022[-_]?/, 'iso-2022-');
  if (meaningless.has(name)) return '';
  const known = aliases[name];
  if (known !== undefined) return known;
  if (stateful.has(name) || name === 'johab') return name;
  const found = whatwgName(name) ?? (iconv.encodingExists(name) ? name : null);
  if (found !== null) return aliases[found] ?? found;
  const plain = name.replace(/^x-/, '');
  return plain === name ? null : canonicalCharset(plain);
}

function whatwgName(name: string): string | null {
  if (name.startsWith('utf-16') || name.startsWith('utf-32')) return name;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}

/**
 * Bytes into text whatever they claim to be. UTF-8 that is labelled as something else is recognised, and what carries
 * no label or a false one is guessed from the bytes. Never fails.
 * @param hint charset to believe where there is no label
 */
export function decodeText(bytes: Uint8Array, label: string | null, hint: string | null = null): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked) return { ...marked, problem: null };
  const declared = label === null ? '' : canonicalCharset(label);
  const unknown = declared === null ? `The charset "${label?.slice(0, 60)}" is unknown.` : null;

  if (declared !== null && stateful.has(declared)) {
    if (isAscii(bytes) || !isUtf8(bytes))
      return { text: decodeWith(bytes, declared), charset: declared, problem: null };
    return { text: utf8(bytes), charset: 'utf-8', problem: `The text is UTF-8 though labelled ${declared}.` };
  }
  if (declared?.startsWith('utf-16') || declared?.startsWith('utf-32')) {
    // Nobody writes UTF-16 without NULs between ASCII; a mail without them was re-encoded on its way.
    if (bytes.includes(0) || (bytes.length > 0 && !isUtf8(bytes))) {
      return { text: decodeWith(bytes, declared), charset: declared, problem: null };
    }
    return { text: utf8(bytes), charset: 'utf-8', problem: `The text is not ${declared} as labelled.` };
  }
  if (isAscii(bytes)) {
    const escaped = escapedCharset(bytes);
    if (escaped)
      return { text: decodeWith(bytes, escaped), charset: escaped, problem: unlabelled(label, escaped) };
    return { text: utf8(bytes), charset: 'us-ascii', problem: unknown };
  }
  if (declared === 'utf-8') return decodeUtf8(bytes);
  if (declared && multibyte.has(declared)) {
    const text = decodeWith(bytes, declared);
    if (isUtf8(bytes) && (text.includes('\uFFFD') || bytes.length > 60 || isEastAsian(utf8(bytes)))) {
      return {
        text: utf8(bytes),
        charset: 'utf-8',
        problem: `The text is UTF-8 though labelled ${declared}.`,
      };
    }
    return { text, charset: declared, problem: null };
  }
  if (isUtf8(bytes)) {
    return { text: utf8(bytes), charset: 'utf-8', problem: unknown ?? unlabelled(label, 'UTF-8') };
  }
  if (declared) return { text: decodeWith(bytes, declared), charset: declared, problem: null };
  const guessed = (hint === null ? null : canonicalCharset(hint)) || detectCharset(bytes);
  return {
    text: guessed === 'utf-8' ? decodeUtf8(bytes).text : decodeWith(bytes, guessed),
    charset: guessed,
    problem: unknown ?? unlabelled(label, guessed),
  };
}

/** Two such characters in a row of bytes that is valid UTF-8 are no chance; one may be. */
function isEastAsian(text: string): boolean {
  return (text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/g)?.length ?? 0) >= 2;
}

function unlabelled(label: string | null, found: string): string {
  return label === null || label === ''
    ? `The text names no charset and was read as ${found}.`
    : `The text is ${found} though labelled ${label.slice(0, 60)}.`;
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Declared UTF-8: taken as such unless most of what is not ASCII is something else. */
function decodeUtf8(bytes: Uint8Array): DecodedText {
  if (isUtf8(bytes)) return { text: utf8(bytes), charset: 'utf-8', problem: null };
  const text = utf8(bytes);
  let broken = 0;
  let sound = 0;
  for (const character of text) {
    if (character === '\uFFFD') broken++;
    else if (character > '\u007F') sound++;
  }
  if (sound > broken) {
    return { text, charset: 'utf-8', problem: 'Some characters are not valid UTF-8 and are lost.' };
  }
  const guessed = detectCharset(bytes);
  return {
    text: decodeWith(bytes, guessed),
    charset: guessed,
    problem: `The text is ${guessed} though labelled utf-8.`,
  };
}

function decodeWith(bytes: Uint8Array, charset: string): string {
  switch (charset) {
    case 'iso-2022-kr':
      return decodeIso2022Kr(bytes);
    case 'iso-2022-cn':
      return decodeIso2022Cn(bytes);
    case 'hz':
      return decodeHz(bytes);
    case 'utf-7':
      return decodeUtf7(bytes);
    case 'johab':
      return decodeJohab(bytes);
    case 'euc-kr':
      // The platform's lacks the syllables that Windows adds (code page 949).
      return iconv.decode(bytes, 'cp949');
    case 'utf-16':
    case 'utf-32':
      return iconv.decode(bytes, charset, { defaultEncoding: guessEndian(bytes, charset) });
    default:
  }
  try {
    if (whatwgName(charset) !== null && !charset.startsWith('utf-32'))
      return new TextDecoder(charset).decode(bytes);
    return iconv.decode(bytes, charset);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** RFC 2781 §4.3: big-endian unless marked; yet most that comes unmarked is little-endian: look where the NULs are. */
function guessEndian(bytes: Uint8Array, charset: string): 'utf16be' | 'utf32be' {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < Math.min(bytes.length, 400); at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const little = charset === 'utf-16' ? 'utf16le' : 'utf32le';
  // The types of iconv-lite name only the big-endian ones; it takes both.
  return (odd > even ? little : charset === 'utf-16' ? 'utf16be' : 'utf32be') as 'utf16be' | 'utf32be';
}

function byteOrderMark(bytes: Uint8Array): { text: string; charset: string } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && isUtf8(bytes))
    return { text: utf8(bytes), charset: 'utf-8' };
  if (bytes[0] === 0xff && bytes[1] === 0xfe && bytes.length % 2 === 0 && bytes.length > 2) {
    return { text: new TextDecoder('utf-16le').decode(bytes), charset: 'utf-16le' };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0 && bytes.length > 2) {
    return { text: new TextDecoder('utf-16be').decode(bytes), charset: 'utf-16be' };
  }
  return null;
}

const ESC = 0x1b;

/** ASCII bytes that are a seven-bit charset: the escapes of ISO 2022 never occur in text. */
function escapedCharset(bytes: Uint8Array): string | null {
  for (let at = bytes.indexOf(ESC); at !== -1 && at < bytes.length - 2; at = bytes.indexOf(ESC, at + 1)) {
    const first = bytes[at + 1];
    const second = bytes[at + 2];
    if (first === 0x24 && second === 0x29) {
      const third = bytes[at + 3];
      if (third === 0x43) return 'iso-2022-kr';
      if (third === 0x41 || third === 0x47) return 'iso-2022-cn';
    }
    if (first === 0x24 && (second === 0x40 || second === 0x42)) return 'iso-2022-jp';
    if (first === 0x28 && (second === 0x4a || second === 0x49)) return 'iso-2022-jp';
  }
  return null;
}
