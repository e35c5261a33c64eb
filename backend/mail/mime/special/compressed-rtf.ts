/** What the dictionary holds at first (MS-OXRTFCP §2.1.2.1). */
const initial = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

const dictionarySize = 4096;
const maxSize = 10_000_000;

/** Decompresses RTF as Outlook stores it (MS-OXRTFCP); null if it is something else. At most 10 MB. */
export function decompressRtf(bytes: Uint8Array): Buffer | null {
  if (bytes.length < 16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = Math.min(view.getUint32(4, true), maxSize);
  const kind = view.getUint32(8, true);
  if (kind === 0x414c454d) return Buffer.from(bytes.subarray(16, 16 + size));
  if (kind !== 0x75465a4c) return null;
  return inflate(bytes, size);
}

function inflate(bytes: Uint8Array, size: number): Buffer {
  const dictionary = Buffer.alloc(dictionarySize, 32);
  initial.copy(dictionary);
  const out = Buffer.alloc(size);
  let write = initial.length;
  let length = 0;
  let at = 16;
  let control = 1;
  while (at < bytes.length && length < size) {
    // Eight flags at a time; the bit above them tells when they are used up.
    if (control === 1) control = (bytes[at++] ?? 0) | 0x100;
    const isReference = (control & 1) !== 0;
    control >>= 1;
    let read = write;
    let count = 1;
    if (isReference) {
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      read = reference >> 4;
      count = (reference & 15) + 2;
      at += 2;
      // A reference to the place that is written next ends the text.
      if (read === write) break;
    } else dictionary[write] = bytes[at++] ?? 0;
    for (; count > 0 && length < size; count--) {
      const byte = dictionary[read] ?? 32;
      dictionary[write] = byte;
      out[length++] = byte;
      read = (read + 1) % dictionarySize;
      write = (write + 1) % dictionarySize;
    }
  }
  return out.subarray(0, length);
}
