import { decodeText } from './charset.ts';
import { decodeHeaderText } from './header-text.ts';

/** A header of the form `value; name=value; …` (RFC 2045 §5.1). */
export interface ParameterField {
  /** Lower-case, without comments; may be empty. */
  readonly value: string;
  /** By lower-case name, decoded (RFC 2231 and, though not allowed there, RFC 2047); the first of doubled ones. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxParameters = 100;
const maxLength = 32 * 1024;

/**
 * Reads as much as can be made out: quotes that never close, blanks without quotes, missing or doubled semicolons.
 * @param field one character a byte
 */
export function readParameterField(field: string, hint: string | null): ParameterField {
  const [head = '', ...rest] = splitAtSemicolons(field.slice(0, maxLength));
  const raw = new Map<string, string>();
  let value = head;
  // `text/plain charset=utf-8` and `charset=utf-8` alone: no semicolon in front of the parameter.
  const equals = head.indexOf('=');
  if (equals !== -1) {
    let start = equals;
    while (start > 0 && /[A-Za-z0-9*-]/.test(head[start - 1] ?? '')) start--;
    value = head.slice(0, start);
    rest.unshift(head.slice(start));
  }
  for (const piece of rest.slice(0, maxParameters)) {
    const equals = piece.indexOf('=');
    if (equals === -1) continue;
    const name = stripComments(piece.slice(0, equals)).trim().toLowerCase();
    if (name !== '' && !raw.has(name)) raw.set(name, unquote(piece.slice(equals + 1)));
  }
  const parameters = new Map<string, string>();
  for (const name of raw.keys()) {
    const base = name.replace(/\*.*$/, '');
    if (!parameters.has(base)) parameters.set(base, readParameter(raw, base, hint));
  }
  return { value: stripComments(value).trim().toLowerCase().replace(/^"|"$/g, ''), parameters };
}

function splitAtSemicolons(field: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < field.length; at++) {
    const character = field[at];
    if (character === '"') {
      const close = closingQuote(field, at);
      // A quote that never closes ends with the field or, better, in front of the next parameter.
      if (close === -1) {
        const next = /;\s{0,99}[a-z][a-z0-9*-]{0,99}=/i.exec(field.slice(at));
        if (next) at += next.index - 1;
        else at = field.length;
      } else at = close;
    } else if (character === ';') {
      pieces.push(field.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(field.slice(start));
  return pieces;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function unquote(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return /^[^()]*\(/.test(trimmed) ? stripTrailingComment(trimmed) : trimmed;
  const close = closingQuote(trimmed, 0);
  const inner = close === -1 ? trimmed.slice(1) : trimmed.slice(1, close);
  // Windows paths come with bare backslashes: only quotes and backslashes are taken as escaped.
  return inner.replace(/\\(["\\])/g, '$1');
}

function stripTrailingComment(text: string): string {
  return text.endsWith(')') ? text.slice(0, text.lastIndexOf('(')).trimEnd() : text;
}

function stripComments(text: string): string {
  return text.includes('(') ? text.replace(/\([^()]*\)/g, ' ') : text;
}

/** Puts continuations together (RFC 2231 §3) and decodes percent-encoding (§4); falls back on encoded words. */
function readParameter(raw: ReadonlyMap<string, string>, base: string, hint: string | null): string {
  const whole = raw.get(`${base}*`);
  if (whole !== undefined) return decodeExtended([{ text: whole, encoded: true }], hint);
  const pieces: { text: string; encoded: boolean }[] = [];
  for (let index = 0; index < maxParameters; index++) {
    const plain = raw.get(`${base}*${index}`);
    const encoded = raw.get(`${base}*${index}*`);
    if (plain === undefined && encoded === undefined) {
      // Some writers count from one.
      if (index === 0 && (raw.has(`${base}*1`) || raw.has(`${base}*1*`))) continue;
      break;
    }
    pieces.push(
      encoded === undefined ? { text: plain ?? '', encoded: false } : { text: encoded, encoded: true },
    );
  }
  if (pieces.length > 0) return decodeExtended(pieces, hint);
  return decodeHeaderText(raw.get(base) ?? '', hint);
}

function decodeExtended(pieces: readonly { text: string; encoded: boolean }[], hint: string | null): string {
  const marked = pieces[0]?.encoded === true ? /^([^']*)'[^']*'(.*)$/s.exec(pieces[0].text) : null;
  const charset = marked?.[1] ?? null;
  const texts = pieces.map((piece, index) => {
    const text = index === 0 && marked ? (marked[2] ?? '') : piece.text;
    return piece.encoded ? percentDecode(text) : text;
  });
  const joined = texts.join('');
  if (charset === null && joined.includes('=?')) return decodeHeaderText(joined, hint);
  return decodeText(Buffer.from(joined, 'latin1'), charset, hint).text;
}

function percentDecode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
