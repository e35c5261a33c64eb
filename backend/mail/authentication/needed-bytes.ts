/** No honest header is longer, is signed more often, or has longer fields; the time of checking grows with their squares. */
const longestHeader = 256 * 1024;
const mostSignatures = 20;
const longestSignature = 16 * 1024;
const mostFolds = 3000;
/** A larger mail that is signed is not checked: it would have to be copied as a whole. */
const mostBytes = 100 * 1024 * 1024;
/** From here on a signed mail takes its time. */
const heavyBytes = 2 * 1024 * 1024;
/** What is left of a hostile header. */
const keptBytes = 64 * 1024;
const keptField = 16 * 1024;
const keptFolds = 200;

const signature = /^(?:dkim-signature|arc-(?:seal|message-signature|authentication-results))[ \t]*:/i;
const telling = /^(?:from|authentication-results|received)[ \t]*:/i;

export interface NeededBytes {
  readonly bytes: Uint8Array;
  /** It is to be checked apart from others. */
  readonly isHeavy: boolean;
}

/**
 * What the authentication of a mail depends on. Of a header that only a hostile program writes the fields are taken
 * that say whom it is from, without its signatures: they prove nothing.
 * @returns null for a mail that is too large to be checked
 */
export function neededOf(raw: Uint8Array): NeededBytes | null {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes.subarray(0, longestHeader));
  const header = bytes.subarray(0, end === -1 ? longestHeader : end);
  const fields = splitFields(header);
  const isWhole = end !== -1 || bytes.length <= longestHeader;
  if (!isWhole || isHostile(fields)) return { bytes: reduce(fields), isHeavy: false };
  if (!fields.some(isSignature)) return { bytes: header, isHeavy: false };
  return bytes.length > mostBytes ? null : { bytes, isHeavy: bytes.length > heavyBytes };
}

/** Where the text begins; -1 where the header does not end. Lines end as in the mail. */
function headerEnd(bytes: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].flatMap((blank) => {
    const at = bytes.indexOf(blank);
    return at === -1 ? [] : [at + blank.length];
  });
  return ends.length === 0 ? -1 : Math.min(...ends);
}

/** Each with its folds, one a line. */
function splitFields(header: Buffer): readonly (readonly string[])[] {
  const fields: string[][] = [];
  for (const line of header.toString('latin1').split('\n')) {
    if (/^[ \t]/.test(line)) fields.at(-1)?.push(line);
    else fields.push([line]);
  }
  return fields;
}

function isSignature([line = '']: readonly string[]): boolean {
  return signature.test(line);
}

function isHostile(fields: readonly (readonly string[])[]): boolean {
  const signatures = fields.filter(isSignature);
  return (
    signatures.length > mostSignatures ||
    signatures.some((lines) => lines.join('\n').length > longestSignature) ||
    fields.some((lines) => lines.length > mostFolds)
  );
}

function reduce(fields: readonly (readonly string[])[]): Buffer {
  const kept: string[] = [];
  let left = keptBytes;
  for (const lines of fields) {
    if (!telling.test(lines[0] ?? '') || left <= 0) continue;
    const field = lines.slice(0, keptFolds).join('\n').slice(0, keptField).trimEnd();
    kept.push(field);
    left -= field.length;
  }
  return Buffer.from(`${kept.join('\r\n')}\r\n\r\n`, 'latin1');
}
