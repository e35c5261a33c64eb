const dot = 0x2e;
const cr = 0x0d;
const lf = 0x0a;

/** The body of a multi-line answer (RFC 1939, 3), read from bytes as they come; linear in their number. */
export interface MultiLineBody {
  /** @returns what follows the end of the body, or null while it has not come */
  readonly add: (chunk: Buffer) => Buffer | null;
  /** Without the dots that were stuffed and without the final line; not longer than what was to be kept. */
  readonly bytes: () => Buffer;
  /** Of the whole body, kept or not. */
  readonly length: () => number;
}

/**
 * @param lineEnd how this server ends its lines. Only after such an end does a dot count: one after a lone LF in the
 *   text of a mail must not end it
 * @param keep how many bytes are kept at most; the rest is read and dropped
 */
export function readMultiLine(lineEnd: 'crlf' | 'lf', keep = Number.POSITIVE_INFINITY): MultiLineBody {
  const parts: Buffer[] = [];
  let kept = 0;
  let length = 0;
  /** The next byte begins a line. */
  let atStart = true;
  /** The end of the last chunk that only the next one explains. */
  let carry: Buffer = Buffer.alloc(0);
  let last: number | undefined;

  function take(bytes: Buffer): void {
    length += bytes.length;
    const some = bytes.subarray(0, keep - kept);
    if (some.length === 0) return;
    parts.push(some);
    kept += some.length;
  }

  return {
    add(chunk) {
      const data = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      carry = Buffer.alloc(0);
      let from = 0;
      let at = 0;
      const wait = (): null => {
        take(data.subarray(from, at));
        carry = data.subarray(at);
        return null;
      };
      while (at < data.length) {
        if (atStart && data[at] === dot) {
          const end = endOfFinalLine(data, at, lineEnd);
          if (end === 'unknown') return wait();
          if (end !== 'none') {
            take(data.subarray(from, at));
            return data.subarray(end);
          }
          take(data.subarray(from, at));
          at += 1;
          from = at;
        }
        atStart = false;
        const next = data.indexOf(lf, at);
        if (next < 0) break;
        at = next + 1;
        if (lineEnd === 'lf') atStart = true;
        else if (next > 0) atStart = data[next - 1] === cr;
        // A line end that was cut in two.
        else atStart = last === cr;
      }
      take(data.subarray(from));
      last = data.at(-1);
      return null;
    },
    bytes: () => Buffer.concat(parts),
    length: () => length,
  };
}

function endOfFinalLine(data: Buffer, at: number, lineEnd: 'crlf' | 'lf'): number | 'unknown' | 'none' {
  const next = data[at + 1];
  if (next === undefined) return 'unknown';
  if (lineEnd === 'lf' && next === lf) return at + 2;
  if (next !== cr) return 'none';
  const last = data[at + 2];
  if (last === undefined) return 'unknown';
  return last === lf ? at + 3 : 'none';
}
