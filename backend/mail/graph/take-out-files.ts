import { attach, contentIdOf } from '../mime/attach-part.ts';
import { readHeaderBlock } from '../mime/header-block.ts';
import { defaultReadLimits } from '../mime/mail-content.ts';
import { type Part, readPart } from '../mime/part-tree.ts';
import { Problems } from '../mime/problems.ts';

export interface LargeFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Of a picture that the text shows by it. */
  readonly contentId: string | null;
}

export interface SlimMail {
  readonly raw: Buffer;
  readonly files: readonly LargeFile[];
}

interface Piece {
  readonly part: Part;
  /** From the delimiter before it to the one behind it. */
  readonly start: number;
  readonly end: number;
}

/**
 * A mail of ours without its largest files, so that the rest is no larger than given; as it is where it is small
 * enough already.
 * @returns null where even the text is too large
 */
export function takeOutFiles(raw: Buffer, largest: number): SlimMail | null {
  if (raw.length <= largest) return { raw, files: [] };
  const problems = new Problems();
  const header = readHeaderBlock(raw, 0, raw.length, true, problems);
  const limits = { ...defaultReadLimits, maxBytes: raw.length };
  const context = { limits, problems, partsLeft: limits.maxParts };
  const root = readPart(header.fields, raw.subarray(header.bodyStart), 'text/plain', 0, context);
  const pieces = [...findFiles(root, raw)].toSorted((one, other) => lengthOf(other) - lengthOf(one));
  const taken: Piece[] = [];
  let left = raw.length;
  while (left > largest) {
    const next = pieces.shift();
    if (!next) return null;
    taken.push(next);
    left -= lengthOf(next);
  }
  const inOrder = taken.toSorted((one, other) => one.start - other.start);
  return {
    raw: without(raw, inOrder),
    files: inOrder.map(({ part }) => {
      const { name, type, bytes } = attach(part, problems);
      return { name: name ?? 'file', type, bytes, contentId: contentIdOf(part) };
    }),
  };
}

function lengthOf({ start, end }: Piece): number {
  return end - start;
}

/** The files of a mail with where they stand in its bytes. */
function* findFiles(parent: Part, raw: Buffer): Generator<Piece> {
  const delimiter = `\r\n--${parent.parameters.get('boundary') ?? ''}`;
  for (const part of parent.children) {
    if (part.children.length > 0) {
      yield* findFiles(part, raw);
      continue;
    }
    if (part.disposition !== 'attachment' && contentIdOf(part) === null) continue;
    const from = part.body.byteOffset - raw.byteOffset;
    const start = raw.lastIndexOf(delimiter, from);
    const end = raw.indexOf(delimiter, from + part.body.length);
    if (start >= 0 && end >= 0) yield { part, start, end };
  }
}

function without(raw: Buffer, pieces: readonly Piece[]): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  for (const { start, end } of pieces) {
    kept.push(raw.subarray(at, start));
    at = end;
  }
  return Buffer.concat([...kept, raw.subarray(at)]);
}
