/** No honest header is longer, or signed more often. */
export const longestHeader = 256 * 1024;
const mostSignatures = 20;
/** A larger mail that is signed is not checked: it would have to be copied as a whole. */
const mostBytes = 100 * 1024 * 1024;
/** From here on a signed mail takes its time. */
const heavyBytes = 2 * 1024 * 1024;

const signature = /^(?:dkim-signature|arc-(?:seal|message-signature|authentication-results))[ \t]*:/gim;

export interface NeededBytes {
  readonly bytes: Uint8Array;
  /** It is to be checked apart from others. */
  readonly isHeavy: boolean;
}

/** What has to be known of a mail besides its beginning: where nothing is signed the header tells all. */
export function neededBesides(beginning: Buffer): 'nothing' | 'more of the header' | 'all' {
  const end = headerEnd(beginning);
  if (end === -1) return beginning.length > longestHeader ? 'nothing' : 'more of the header';
  const signatures = countSignatures(beginning.subarray(0, end));
  return signatures === 0 || signatures > mostSignatures ? 'nothing' : 'all';
}

/**
 * What the authentication of a mail depends on. Of a header that only a hostile program writes the beginning is taken,
 * without its signatures: they cost the more the more there are, and prove nothing.
 * @returns null for a mail that is too large to be checked
 */
export function neededOf(raw: Uint8Array): NeededBytes | null {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes.subarray(0, longestHeader));
  const header = bytes.subarray(0, end === -1 ? longestHeader : end);
  const signatures = countSignatures(header);
  const isWhole = end !== -1 || bytes.length <= longestHeader;
  if (!isWhole || signatures > mostSignatures) return { bytes: withoutSignatures(header), isHeavy: false };
  if (signatures === 0) return { bytes: header, isHeavy: false };
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

function countSignatures(header: Buffer): number {
  return header.toString('latin1').match(signature)?.length ?? 0;
}

function withoutSignatures(header: Buffer): Buffer {
  let isSignature = false;
  const kept = header
    .toString('latin1')
    .split('\n')
    .filter((line) => {
      if (!/^[ \t]/.test(line)) isSignature = line.search(signature) === 0;
      return !isSignature;
    });
  return Buffer.from(`${kept.join('\n')}\r\n\r\n`, 'latin1');
}
