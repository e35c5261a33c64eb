/**
 * JSON in which a `Uint8Array` travels as `{"$bytes": "<base64>"}`: the form of calls, replies and events between
 * the web edition and its browser. Pure, since both sides of the connection use it.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const encodeTable = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const decodeTable = new Int16Array(256).fill(-1);
for (const [value, code] of encodeTable.entries()) decodeTable[code] = value;
const padding = '='.charCodeAt(0);
/** Characters converted at a time; a multiple of four, and well below the limit of arguments of a call. */
const chunk = 8192;

/** Base64 by RFC 4648 section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  let at = 0;
  for (let index = 0; index < bytes.length; index += 3) {
    const rest = bytes.length - index;
    const group = (byteAt(bytes, index) << 16) | (byteAt(bytes, index + 1) << 8) | byteAt(bytes, index + 2);
    codes[at] = byteAt(encodeTable, group >> 18);
    codes[at + 1] = byteAt(encodeTable, (group >> 12) & 63);
    if (rest > 1) codes[at + 2] = byteAt(encodeTable, (group >> 6) & 63);
    if (rest > 2) codes[at + 3] = byteAt(encodeTable, group & 63);
    at += 4;
  }
  const parts: string[] = [];
  for (let start = 0; start < codes.length; start += chunk) {
    parts.push(String.fromCharCode(...codes.subarray(start, start + chunk)));
  }
  return parts.join('');
}

/** Reverses {@link toBase64}. Throws a `SyntaxError` on anything that it would not have written. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new SyntaxError('not base64');
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  const letters = text.length - padded;
  let at = 0;
  let bits = 0;
  let count = 0;
  for (let index = 0; index < letters; index += 1) {
    const value = decodeTable[text.charCodeAt(index)] ?? -1;
    if (value < 0) throw new SyntaxError('not base64');
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at] = (bits >> count) & 255;
      at += 1;
    }
  }
  return bytes;
}

/** Writes a value of the contract. An object whose only key is `$bytes` cannot be told apart and is refused. */
export function encodeBytesJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, seen: unknown) {
    // `seen` has been through toJSON, which turns a Buffer into a list of numbers.
    const original = this[key];
    if (original instanceof Uint8Array) return new BytesForm(toBase64(original));
    if (isBytesForm(seen) && !(seen instanceof BytesForm)) throw new TypeError('$bytes is reserved');
    return seen;
  });
}

/** Reads what {@link encodeBytesJson} wrote. Throws a `SyntaxError` on anything else. */
export function decodeBytesJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (isBytesForm(value) ? fromBase64(value.$bytes) : value));
}

class BytesForm {
  readonly $bytes: string;
  constructor(base64: string) {
    this.$bytes = base64;
  }
}

function isBytesForm(value: unknown): value is { readonly $bytes: string } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$bytes')) return false;
  return Object.keys(value).length === 1 && typeof (value as { $bytes: unknown }).$bytes === 'string';
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
