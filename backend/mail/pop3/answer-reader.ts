import { type MultiLineBody, readMultiLine } from './multi-line-body.ts';
import { Pop3Violation } from './pop3-errors.ts';

export interface Pop3Answer {
  /** `+`: the server wants to hear more (RFC 5034). */
  readonly sign: '+OK' | '-ERR' | '+';
  /** What follows on the first line. */
  readonly words: string;
  /** The other lines, unstuffed; empty unless they were asked for. */
  readonly body: Buffer;
  /** False: there is more than was wanted, and the connection is good for nothing any more. */
  readonly whole: boolean;
}

/** Reads one answer from bytes as they come, however they are cut into pieces. */
export interface AnswerReader {
  /**
   * @returns null while there is more to come; `rest` is what nobody has asked for
   * @throws Pop3Violation
   */
  readonly add: (chunk: Buffer) => { readonly answer: Pop3Answer; readonly rest: Buffer } | null;
}

/** RFC 2449 allows 512 bytes; some servers say more, none says that much. */
const longestLine = 16 * 1024;
const nothing: Buffer = Buffer.alloc(0);

/** @param limit of the body in bytes, where the answer has several lines; null where it has one */
export function openAnswerReader(limit: number | null): AnswerReader {
  let begun: Buffer = nothing;
  let status: Pick<Pop3Answer, 'sign' | 'words'> | null = null;
  let body: MultiLineBody | null = null;

  function readBody(first: Pick<Pop3Answer, 'sign' | 'words'>, lines: MultiLineBody, data: Buffer) {
    const rest = lines.add(data);
    const whole = lines.length() <= (limit ?? 0);
    if (rest === null && whole) return null;
    return { answer: { ...first, body: lines.bytes(), whole }, rest: whole && rest ? rest : nothing };
  }

  return {
    add(chunk) {
      if (status && body) return readBody(status, body, chunk);
      begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
      const lineEnd = begun.indexOf(0x0a);
      if (lineEnd > longestLine || (lineEnd < 0 && begun.length > longestLine))
        throw new Pop3Violation('it sends a line without end');
      if (lineEnd < 0) return null;
      const line = begun.subarray(0, lineEnd);
      const rest = begun.subarray(lineEnd + 1);
      status = readStatus(line.toString('utf8').trimEnd());
      if (limit === null || status.sign !== '+OK')
        return { answer: { ...status, body: nothing, whole: true }, rest };
      body = readMultiLine(line.at(-1) === 0x0d ? 'crlf' : 'lf', limit);
      return readBody(status, body, rest);
    },
  };
}

function readStatus(line: string): Pick<Pop3Answer, 'sign' | 'words'> {
  const [, sign, words = ''] = /^(\+OK|-ERR|\+)(?: (.*))?$/s.exec(line) ?? [];
  if (sign === '+OK' || sign === '-ERR' || sign === '+') return { sign, words: words.trim() };
  throw new Pop3Violation(`it says “${line.slice(0, 100)}”`);
}
