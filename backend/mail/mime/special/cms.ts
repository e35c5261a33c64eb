import { inflateSync } from 'node:zlib';

/** What a CMS structure (RFC 5652) turns out to be. */
export type Cms =
  /** Opaque-signed or compressed: the MIME entity within. The signature is not checked. */
  | { readonly state: 'readable'; readonly content: Uint8Array; readonly isSigned: boolean }
  | { readonly state: 'encrypted' }
  /** A signature or certificates without content. */
  | { readonly state: 'empty' }
  /** Compressed: more comes out than is wanted. */
  | { readonly state: 'too large' };

interface Element {
  readonly tag: number;
  readonly isConstructed: boolean;
  /** Offsets of the content. */
  readonly start: number;
  readonly end: number;
  /** Offset behind the element. */
  readonly next: number;
}

const signedData = '1.2.840.113549.1.7.2';
const encrypted = new Set([
  '1.2.840.113549.1.7.3',
  '1.2.840.113549.1.7.4',
  '1.2.840.113549.1.7.6',
  '1.2.840.113549.1.9.16.1.23',
]);
const compressedData = '1.2.840.113549.1.9.16.1.9';

/**
 * Opens the outermost layer of S/MIME (RFC 8551 §3.2); null for bytes that are no CMS.
 * @param maxContent of what is compressed, in bytes
 */
export function openCms(bytes: Uint8Array, maxContent: number): Cms | null {
  const outer = readElement(bytes, 0, bytes.length);
  if (outer?.tag !== 0x30) return null;
  const type = readElement(bytes, outer.start, outer.end);
  if (type?.tag !== 0x06) return null;
  const name = objectName(bytes.subarray(type.start, type.end));
  if (encrypted.has(name)) return { state: 'encrypted' };
  if (name !== signedData && name !== compressedData) return null;
  const wrapped = readElement(bytes, type.next, outer.end);
  const data = wrapped && readElement(bytes, wrapped.start, wrapped.end);
  const content = data && encapsulated(bytes, data);
  if (!content || content.length === 0) return { state: 'empty' };
  if (name === signedData) return { state: 'readable', content, isSigned: true };
  try {
    const inflated = inflateSync(content, { maxOutputLength: maxContent });
    return { state: 'readable', content: inflated, isSigned: false };
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { state: isTooLarge ? 'too large' : 'empty' };
  }
}

/** The octets of EncapsulatedContentInfo, which is the first sequence that begins with an object identifier. */
function encapsulated(bytes: Uint8Array, data: Element): Uint8Array | null {
  for (let at = data.start; at < data.end;) {
    const element = readElement(bytes, at, data.end);
    if (!element) return null;
    if (element.tag === 0x30) {
      const type = readElement(bytes, element.start, element.end);
      if (type?.tag === 0x06) {
        const wrapped = type.next < element.end ? readElement(bytes, type.next, element.end) : null;
        // The algorithm of compressed data looks alike but holds no octets.
        if (wrapped?.tag === 0xa0) return octets(bytes, wrapped.start, wrapped.end);
      }
    }
    at = element.next;
  }
  return null;
}

/** An OCTET STRING, in one piece or, as BER allows, in several. */
function octets(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  const gather = (from: number, to: number, depth: number) => {
    for (let at = from; at < to;) {
      const element = readElement(bytes, at, to);
      if (!element || element.tag === 0) return;
      if (element.isConstructed) {
        if (depth < 8) gather(element.start, element.end, depth + 1);
      } else if (element.tag === 0x04) pieces.push(bytes.subarray(element.start, element.end));
      at = element.next;
    }
  };
  gather(start, end, 0);
  return pieces.length === 1 ? (pieces[0] ?? new Uint8Array()) : Buffer.concat(pieces);
}

/** One element in BER: short, long or indefinite length; null where the bytes end too early. */
function readElement(bytes: Uint8Array, at: number, end: number, depth = 0): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > end || (tag & 31) === 31 || depth > 40)
    return null;
  const isConstructed = (tag & 0x20) !== 0;
  let start = at + 2;
  if (first < 0x80) return element(first);
  if (first > 0x80) {
    const count = first & 0x7f;
    let length = 0;
    if (count > 6 || start + count > end) return null;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
    return element(length);
  }
  // Indefinite length: up to two zero bytes in the place of an element.
  for (let inner = start; inner < end;) {
    if (bytes[inner] === 0 && bytes[inner + 1] === 0)
      return { tag, isConstructed, start, end: inner, next: inner + 2 };
    const child = readElement(bytes, inner, end, depth + 1);
    if (!child) break;
    inner = child.next;
  }
  // Cut off: what there is of it.
  return { tag, isConstructed, start, end, next: end };

  function element(length: number): Element {
    const stop = Math.min(end, start + length);
    return { tag: tag ?? 0, isConstructed, start, end: stop, next: stop };
  }
}

function objectName(bytes: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of bytes.subarray(0, 40)) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}
