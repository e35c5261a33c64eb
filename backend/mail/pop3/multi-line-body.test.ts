import { expect, test } from 'vitest';
import { readMultiLine } from './multi-line-body.ts';

/** Reads it in pieces of one length; what is left must be what follows. */
function read(source: string, piece: number, lineEnd: 'crlf' | 'lf' = 'crlf', keep?: number) {
  const body = readMultiLine(lineEnd, keep);
  const bytes = Buffer.from(source, 'latin1');
  for (let at = 0; at < bytes.length; at += piece) {
    const rest = body.add(bytes.subarray(at, at + piece));
    if (rest !== null) {
      const following = Buffer.concat([rest, bytes.subarray(at + piece)]).toString('latin1');
      return { text: body.bytes().toString('latin1'), length: body.length(), following };
    }
  }
  return null;
}

const pieces = [1, 2, 3, 4, 5, 7, 1000];

test.for([
  ['an empty body', '.\r\n', ''],
  ['a plain one', 'a\r\nb\r\n.\r\n', 'a\r\nb\r\n'],
  ['stuffed dots', '..\r\n...\r\n..a\r\nb.\r\n.\r\n', '.\r\n..\r\n.a\r\nb.\r\n'],
  ['a dot that nobody stuffed', '.a\r\n.\r\n', 'a\r\n'],
  ['eight bits and NUL', '\xe9\xff\u0000\r\n.\r\n', '\xe9\xff\u0000\r\n'],
  ['a dot after a lone LF', 'a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n'],
  ['a dot after a lone LF, and CRLF', 'a\n.\r\nb\r\n.\r\n', 'a\n.\r\nb\r\n'],
  ['a dot after a lone CR', 'a\r.\r\nb\r\n.\r\n', 'a\r.\r\nb\r\n'],
  ['CR CR LF', 'a\r\r\n..\r\r\n.\r\n', 'a\r\r\n.\r\r\n'],
] as const)('%s is read whole, however it is cut into pieces', ([, source, expected]) => {
  for (const piece of pieces)
    expect(read(`${source}+OK next`, piece)).toEqual({
      text: expected,
      length: expected.length,
      following: '+OK next',
    });
});

test('a server that ends its lines by LF alone is understood', () => {
  for (const piece of pieces)
    expect(read('a\n..b\n.\n+OK', piece, 'lf')).toMatchObject({ text: 'a\n.b\n', following: '+OK' });
});

test('of a body that is too long only the beginning is kept', () => {
  for (const piece of pieces)
    expect(read('abc\r\n..def\r\n.\r\n', piece, 'crlf', 6)).toEqual({
      text: 'abc\r\n.',
      length: 11,
      following: '',
    });
});

test('a body that is cut off has no end', () => {
  for (const piece of pieces) expect(read('a\r\n.\r', piece)).toBeNull();
});
