import { decodeText } from '../charset.ts';

export interface RtfContent {
  readonly text: string;
  /** Set where the RTF only wraps an HTML body (MS-OXRTFEX). */
  readonly html: string | null;
}

interface Group {
  /** Its text is data, not words to a reader. */
  skips: boolean;
  /** Within {\*\htmltag …}. */
  isTag: boolean;
  /** Between \htmlrtf and \htmlrtf0: what a reader of HTML must not show. */
  isRtfOnly: boolean;
  /** Characters that stand for one \u character. */
  fallback: number;
}

const maxDepth = 1000;

/** Groups whose text is data (RTF 1.9.1). */
const dataGroups = new Set([
  'fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'footer', 'headerl', 'headerr', 'footerl', 'footerr',
  'themedata', 'colorschememapping', 'datastore', 'listtable', 'listoverridetable', 'rsidtbl', 'generator', 'fldinst', 'bkmkstart', 'bkmkend',
]); // prettier-ignore

const breaks: Readonly<Record<string, string>> = {
  par: '\n', line: '\n', row: '\n', sect: '\n', page: '\n', tab: '\t', cell: '\t', emdash: '—', endash: '–', lquote: '‘',
  rquote: '’', ldblquote: '“', rdblquote: '”', bullet: '•', emspace: ' ', enspace: ' ',
}; // prettier-ignore

const token =
  /\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?\d{1,10})? ?|([^a-zA-Z]))|([{}])|([\r\n]+)|([^\\{}\r\n]+)/gs;

/** The words of RTF, and the HTML that it may wrap; everything else about it is left out. One pass, never fails. */
export function readRtf(bytes: Uint8Array): RtfContent {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const isHtml = /^[^]{0,500}\\fromhtml1/.test(source);
  const groups: Group[] = [];
  let group: Group = { skips: false, isTag: false, isRtfOnly: false, fallback: 1 };
  let charset = 'windows-1252';
  let out = '';
  let pending: number[] = [];
  let toSkip = 0;
  const flush = () => {
    if (pending.length > 0) out += decodeText(Uint8Array.from(pending), charset).text;
    pending = [];
  };
  const isShown = () => (isHtml ? !group.isRtfOnly && (group.isTag || !group.skips) : !group.skips);
  const add = (text: string) => {
    if (!isShown()) return;
    flush();
    out += text;
  };

  for (const [, hex, word, number, symbol, brace, newline, plain] of source.matchAll(token)) {
    if (newline !== undefined) continue;
    if (brace === '{') {
      if (groups.length >= maxDepth) break;
      groups.push({ ...group });
    } else if (brace === '}') {
      flush();
      group = groups.pop() ?? group;
    } else if (hex !== undefined) {
      if (toSkip > 0) toSkip--;
      else if (isShown()) pending.push(Number.parseInt(hex, 16));
    } else if (plain !== undefined) {
      const shown = plain.slice(toSkip);
      toSkip = Math.max(0, toSkip - plain.length);
      add(shown);
    } else if (symbol !== undefined) {
      if (symbol === '*') group.skips = true;
      else if (symbol === '~') add('\u00a0');
      else if (symbol === '_') add('-');
      else if ('\\{}'.includes(symbol)) add(symbol);
    } else if (word !== undefined) control(word, number === undefined ? null : Number(number));
  }
  flush();
  const text = out.replaceAll('\0', '').toWellFormed();
  return isHtml ? { text: '', html: text } : { text: text.trim(), html: null };

  function control(word: string, number: number | null): void {
    const shown = breaks[word];
    if (word === 'htmltag') group.isTag = true;
    else if (word === 'htmlrtf') group.isRtfOnly = number !== 0;
    else if (word === 'ansicpg' && number !== null) charset = `windows-${number}`;
    else if (word === 'uc' && number !== null) group.fallback = Math.min(10, Math.max(0, number));
    else if (word === 'u' && number !== null) {
      add(String.fromCharCode(number & 0xffff));
      toSkip = group.fallback;
    } else if (dataGroups.has(word)) group.skips = true;
    else if (shown !== undefined && !(isHtml && group.isTag)) add(isHtml && shown === '\n' ? '\r\n' : shown);
    else if (shown !== undefined) add(shown === '\n' ? '\r\n' : shown);
  }
}
