import { canonicalCharset, decodeText } from './charset.ts';

/**
 * Encoded words (RFC 2047), read as they come: with RFC 2231 languages, blanks and question marks inside, without
 * the closing `?=`, cut in the middle of a character. No two quantifiers here can match the same text twice.
 */
const encodedWord =
  /=\?([^?\s=]{1,60})\?([bq])\?((?:(?!\?=|=\?[^?\s=]{1,60}\?[bq]\?)[^\r\n])*)(?:\?=|(?==\?)|$)/giu;

interface Piece {
  readonly charset: string;
  readonly encoding: string;
  readonly body: string;
}

/** Where each word starts in its initial state, so that bytes of neighbours must not be joined. */
const selfContained = /^(?:iso-2022-|hz|utf-7)/;

/**
 * The text of a header value whose characters are bytes: encoded words decoded, bytes beyond ASCII taken as UTF-8 or
 * by `hint`.
 * @param hint the charset of the body: what wrote it often wrote raw headers in it too
 */
export function decodeHeaderText(value: string, hint: string | null): string {
  if (!value.includes('=?')) return decodeRaw(value, hint);
  let text = '';
  let end = 0;
  let pending: Piece[] = [];
  const flush = () => {
    const first = pending[0];
    if (first) text += decodeText(decodePieces(pending), first.charset, hint).text;
    pending = [];
  };
  for (const match of value.matchAll(encodedWord)) {
    const between = value.slice(end, match.index);
    // Blanks between encoded words belong to neither (RFC 2047 §6.2).
    if (pending.length === 0 || between.trim() !== '') {
      flush();
      text += decodeRaw(between, hint);
    }
    const charset = (match[1] ?? '').replace(/\*.*$/, '');
    const encoding = (match[2] ?? '').toLowerCase();
    const body = match[3] ?? '';
    const previous = pending[0];
    const joins =
      previous !== undefined &&
      previous.charset.toLowerCase() === charset.toLowerCase() &&
      !selfContained.test(canonicalCharset(charset) ?? '');
    if (!joins) flush();
    pending.push({ charset, encoding, body });
    end = match.index + match[0].length;
  }
  flush();
  return text + decodeRaw(value.slice(end), hint);
}

/** A header value without encoded words: bytes into text. */
export function decodeRaw(value: string, hint: string | null): string {
  // oxlint-disable-next-line no-control-regex
  if (!/[\u0080-\u00ff\u001b]/.test(value)) return value;
  return decodeText(Buffer.from(value, 'latin1'), null, hint).text;
}

/** Neighbouring words as one run of bytes; base64 that was cut within a group of four is put together first. */
function decodePieces(pieces: readonly Piece[]): Buffer {
  const decoded: Buffer[] = [];
  let open = '';
  for (const { encoding, body } of pieces) {
    if (encoding === 'b') {
      open += body;
      if (open.length % 4 !== 0 && !open.endsWith('=')) continue;
    }
    decoded.push(decodeB(open));
    open = '';
    if (encoding !== 'b') decoded.push(decodeQ(body));
  }
  decoded.push(decodeB(open));
  return Buffer.concat(decoded);
}

/** Base64 whose padding may be missing or in the middle, where words were glued together. */
function decodeB(text: string): Buffer {
  const pieces = text.replace(/[^A-Za-z0-9+/=_-]/g, '').split(/=+/);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}

function decodeQ(text: string): Buffer {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/**
 * For people: one line, no control characters, no NUL, well-formed, and no signs that turn the direction of what
 * follows (Unicode TR 9, section 2), with which a name or a subject could show itself as another.
 */
export function tidyLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
    .toWellFormed();
}
