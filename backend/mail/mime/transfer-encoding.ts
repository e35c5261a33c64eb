import type { Problems } from './problems.ts';

export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode';

/** The Content-Transfer-Encoding meant by a header value, however it is spelt; what is unknown changes nothing. */
export function readTransferEncoding(value: string): TransferEncoding {
  const name = value
    .toLowerCase()
    .replace(/\([^()]*\)/g, '')
    .replace(/["'\s;:,]/g, '');
  if (/^(?:x-)?base-?64/.test(name) || name === 'b') return 'base64';
  if (/^quoted[-_/]?print/.test(name) || name === 'qp' || name === 'q') return 'quoted-printable';
  if (/^(?:x-)?uue?(?:ncode)?$/.test(name)) return 'uuencode';
  return 'identity';
}

/** Decodes the bytes of a part; what is broken is passed over or kept as it is, and named in `problems`. */
export function decodeTransfer(
  bytes: Uint8Array,
  encoding: TransferEncoding,
  problems: Problems,
): Uint8Array {
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(bytes, problems);
  if (encoding === 'base64') return decodeBase64(bytes, problems);
  if (encoding === 'uuencode') return decodeUu(textOf(bytes)) ?? bytes;
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

const hexValue = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  hexValue[digit.toString(16).charCodeAt(0)] = digit;
  hexValue[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

function decodeQuotedPrintable(bytes: Uint8Array, problems: Problems): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let broken = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 61) {
      // Blanks at the end of a line were added on the way (RFC 2045 §6.7 rule 3).
      if (byte === 10 || byte === 13) while (length > 0 && isBlank(out[length - 1])) length--;
      out[length++] = byte;
      continue;
    }
    const high = hexValue[bytes[at + 1] ?? 0] ?? -1;
    const low = hexValue[bytes[at + 2] ?? 0] ?? -1;
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    let after = at + 1;
    while (isBlank(bytes[after])) after++;
    if (bytes[after] === 13 || bytes[after] === 10 || after >= bytes.length) {
      if (bytes[after] === 13) while (bytes[after + 1] === 13) after++;
      at = bytes[after] === 13 && bytes[after + 1] === 10 ? after + 1 : after;
      continue;
    }
    broken = true;
    out[length++] = byte;
  }
  if (broken) problems.add('Some quoted-printable codes are broken and were left as they are.');
  return out.subarray(0, length);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

/** 1: of the alphabet; 2: padding; 3: blank, to pass over; 0: foreign. URL-safe letters count as the usual ones. */
const base64Class = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  base64Class[letter.charCodeAt(0)] = 1;
base64Class[61] = 2;
for (const blank of [9, 10, 11, 12, 13, 32, 0]) base64Class[blank] = 3;

/** Decoded at a time, whole groups of four: a string as long as a large mail would not fit a worker's heap. */
const base64Chunk = 1024 * 1024;

function decodeBase64(bytes: Uint8Array, problems: Problems): Uint8Array {
  if (looksUnencoded(bytes)) {
    problems.add('A part is labelled base64 but is not encoded.');
    return bytes;
  }
  const clean = Buffer.allocUnsafe(Math.min(bytes.length, base64Chunk));
  const decoded: Buffer[] = [];
  let length = 0;
  let foreign = 0;
  const flush = () => {
    if (length > 0) decoded.push(Buffer.from(clean.toString('latin1', 0, length), 'base64'));
    length = 0;
  };
  for (let at = 0; at < bytes.length; at++) {
    switch (base64Class[bytes[at] ?? 0] ?? 0) {
      case 1:
        clean[length++] = bytes[at] ?? 0;
        if (length === base64Chunk) flush();
        break;
      case 2:
        // Padding ends a group; some writers glue several encoded pieces together.
        flush();
        break;
      case 3:
        break;
      default: {
        foreign++;
        // A whole line of foreign text, as a mailing list appends it, is not part of the data.
        const end = foreignLineEnd(bytes, at);
        if (end > at) {
          length = dropLine(bytes, at, length);
          at = end;
        }
      }
    }
  }
  flush();
  const result = Buffer.concat(decoded);
  // Letters, and not even one byte came of them: it never was base64.
  if (result.length === 0 && bytes.some((byte) => base64Class[byte] === 1)) return bytes;
  if (foreign > 0) problems.add('Some base64 data is broken; what could be read of it was kept.');
  return result;
}

/** How far a line is looked along, so that a line of megabytes costs no more than a short one. */
const maxLineLook = 500;

/** End of the line at `at` if the line holds words rather than one stray character; else `at`. */
function foreignLineEnd(bytes: Uint8Array, at: number): number {
  const start = lineStart(bytes, at);
  let end = at;
  let foreign = 0;
  const limit = Math.min(bytes.length, at + maxLineLook);
  while (end < limit && bytes[end] !== 10 && bytes[end] !== 13) {
    const kind = base64Class[bytes[end] ?? 0];
    if (kind === 0 || bytes[end] === 32) foreign++;
    end++;
  }
  return foreign >= 2 && foreign * 12 > end - start ? end : at;
}

function lineStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && at - start < maxLineLook && bytes[start - 1] !== 10 && bytes[start - 1] !== 13) start--;
  return start;
}

/** Takes back what was gathered from the beginning of a foreign line. */
function dropLine(bytes: Uint8Array, at: number, length: number): number {
  let dropped = 0;
  for (let back = lineStart(bytes, at); back < at; back++) if (base64Class[bytes[back] ?? 0] === 1) dropped++;
  return Math.max(0, length - dropped);
}

/** Text that was never encoded: blanks within its lines as often as text has them. */
function looksUnencoded(bytes: Uint8Array): boolean {
  let foreign = 0;
  const sample = bytes.subarray(0, 4096);
  for (const byte of sample) if (base64Class[byte] === 0 || byte === 32) foreign++;
  return foreign * 12 > sample.length;
}

/** Uuencoded text with or without its `begin` and `end` lines; null if nothing in it is. */
export function decodeUu(text: string): Buffer | null {
  const chunks: Buffer[] = [];
  let started = !/^begin(?:-base64)? [0-7]{3,4} /m.test(text);
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (!started) started = line.startsWith('begin');
    else if (line === 'end') break;
    else if (line !== '' && line !== '`' && !line.startsWith('begin ')) {
      const size = (line.charCodeAt(0) - 32) & 63;
      if (size === 0) continue;
      chunks.push(decodeUuLine(line, size));
    }
  }
  return chunks.length === 0 ? null : Buffer.concat(chunks);
}

function decodeUuLine(line: string, size: number): Buffer {
  const bytes: number[] = [];
  const code = (at: number) => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
  for (let at = 1; bytes.length < size; at += 4) {
    const group = (code(at) << 18) | (code(at + 1) << 12) | (code(at + 2) << 6) | code(at + 3);
    bytes.push((group >> 16) & 255, (group >> 8) & 255, group & 255);
  }
  return Buffer.from(bytes.slice(0, size));
}
