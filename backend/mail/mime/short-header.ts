const LF = 10;
const CR = 13;

/** How far a header is looked for, and what is kept of it. */
const maxBytes = 16 * 1024 * 1024;
const maxLine = 4 * 1024;
const maxLines = 1000;
const maxKnownLines = 1000;
/** However short they are. */
const maxLooked = 1_500_000;
/** Of both together. */
const maxKept = 512 * 1024;

/** Fields without which a mail cannot be answered or routed: kept however many others stand in front of them. */
const needed =
  /^(?:from|sender|reply-to|return-path|to|cc|subject|date|message-id|in-reply-to|references|delivered-to|x-original-to|envelope-to)[ \t]*:/i;

/**
 * The header of a mail that no honest program wrote, made small: long lines cut, and of very many lines the first
 * ones and those of the fields that matter. A mail with bare CRs for line ends is cut after some of them.
 */
export function shortHeader(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, maxBytes));
  const kept: Buffer[] = [];
  let known = 0;
  let isKnown = false;
  let at = 0;
  let size = 0;
  for (let lines = 0; at < bytes.length && size < maxKept && lines < maxLooked; lines++) {
    const lineFeed = bytes.indexOf(LF, at);
    const next = lineFeed === -1 ? bytes.length : lineFeed + 1;
    if (isEmptyLine(bytes, at, next) && kept.length > 0) break;
    const isFold = bytes[at] === 32 || bytes[at] === 9;
    if (!isFold)
      isKnown = mayBeNeeded(bytes[at]) && needed.test(bytes.toString('latin1', at, Math.min(next, at + 30)));
    if (lines < maxLines || (isKnown && known++ < maxKnownLines)) {
      const line = bytes.subarray(at, Math.min(next, at + (lineFeed === -1 ? 64 : 1) * maxLine));
      size += line.length;
      kept.push(line);
      if (next - at > maxLine) kept.push(Buffer.from('\n'));
    }
    at = next;
  }
  return Buffer.concat(kept);
}

function isEmptyLine(bytes: Buffer, at: number, next: number): boolean {
  return next - at === 1 || (next - at === 2 && bytes[at] === CR);
}

/** The first letters of the needed fields, so that a million other lines cost no text each. */
const firstLetters = new Set(Buffer.from('fFsSrRtTcCdDmMiIxXeE'));

function mayBeNeeded(byte: number | undefined): boolean {
  return byte !== undefined && firstLetters.has(byte);
}
