/** Seven-bit and composed charsets of East Asia that neither the platform nor iconv-lite decodes. */

const ESC = 0x1b;
const SO = 0x0e;
const SI = 0x0f;
const LF = 0x0a;

/** ISO-2022-KR (RFC 1557): between SO and SI the bytes are EUC-KR without the high bits. */
export function decodeIso2022Kr(bytes: Uint8Array): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43) at += 3;
    else if (byte === SO) shifted = true;
    else if (byte === SI) shifted = false;
    else {
      if (byte === LF) shifted = false;
      out[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder('euc-kr').decode(out.subarray(0, length));
}

/** HZ (RFC 1843): between `~{` and `~}` GB 2312 without the high bits; `~~` is a tilde, `~` and a line end nothing. */
export function decodeHz(bytes: Uint8Array): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let chinese = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte === 0x7e && next === 0x7b) {
      chinese = true;
      at++;
    } else if (byte === 0x7e && next === 0x7d) {
      chinese = false;
      at++;
    } else if (byte === 0x7e && next === 0x7e && !chinese) {
      out[length++] = byte;
      at++;
    } else if (byte === 0x7e && next === LF) {
      at++;
    } else {
      if (byte === LF) chinese = false;
      out[length++] = chinese && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder('gb18030').decode(out.subarray(0, length));
}

/** ISO-2022-CN (RFC 1922), its GB 2312 half; CNS 11643 characters come out as U+FFFD. */
export function decodeIso2022Cn(bytes: Uint8Array): string {
  let text = '';
  let set: 'gb' | 'cns' = 'gb';
  let shifted = false;
  let run: number[] = [];
  const flush = () => {
    if (run.length > 0) text += new TextDecoder('gb18030').decode(Uint8Array.from(run));
    run = [];
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      if (bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29) set = bytes[at + 3] === 0x41 ? 'gb' : 'cns';
      // ESC $ * H and ESC N introduce single characters of CNS plane 2.
      at += bytes[at + 1] === 0x24 ? 3 : 1;
    } else if (byte === SO) shifted = true;
    else if (byte === SI) shifted = false;
    else if (shifted && byte > 0x20 && byte < 0x7f) {
      if (set === 'gb') run.push(byte | 0x80, (bytes[++at] ?? 0x21) | 0x80);
      else {
        flush();
        text += '\uFFFD';
        at++;
      }
    } else {
      if (byte === LF) shifted = false;
      run.push(byte);
    }
  }
  flush();
  return text;
}

/** Johab's five-bit codes, KS X 1001 annex 3, in the order of Unicode's jamo; -1 where none is assigned. */
const initials = [-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];
const medials = [-1, -1, -1, 0, 1, 2, 3, 4, -1, -1, 5, 6, 7, 8, 9, 10, -1, -1, 11, 12, 13, 14, 15, 16, -1, -1, 17, 18, 19, 20]; // prettier-ignore
const finals = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, -1, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27]; // prettier-ignore

/** Johab: Hangul syllables are computed, symbols and Hanja are those of KS X 1001 in another order. */
export function decodeJohab(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
      continue;
    }
    const second = bytes[++at] ?? 0;
    if (byte >= 0xd9) {
      text += johabSymbol(byte, second);
      continue;
    }
    const code = (byte << 8) | second;
    const initial = initials[(code >> 10) & 31] ?? -1;
    const medial = medials[(code >> 5) & 31] ?? -1;
    const final = finals[code & 31] ?? -1;
    text +=
      initial >= 0 && medial >= 0 && final >= 0
        ? String.fromCharCode(0xac00 + (initial * 21 + medial) * 28 + final)
        : '\uFFFD';
  }
  return text;
}

/** Two rows of KS X 1001 share a first byte. */
function johabSymbol(first: number, second: number): string {
  const place = second < 0x91 ? second - 0x31 : second - 0x43;
  if (place < 0 || place > 187) return '\uFFFD';
  const row = (first < 0xe0 ? 2 * (first - 0xd9) : 2 * first - 0x197) + (place < 94 ? 0 : 1);
  return new TextDecoder('euc-kr').decode(Uint8Array.of(row + 0xa1, (place % 94) + 0xa1));
}

/** RFC 2152: UTF-16 in base64 between `+` and what is none of its letters; a `-` there belongs to it. */
export function decodeUtf7(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) => {
    if (run === '') return '+';
    const units = Buffer.from(run, 'base64');
    return units
      .subarray(0, units.length - (units.length % 2))
      .swap16()
      .toString('utf16le');
  });
}
