import { describe, expect, it } from 'vitest';
import { Problems } from './problems.ts';
import { decodeTransfer, readTransferEncoding } from './transfer-encoding.ts';

function decode(text: string, encoding: string) {
  const problems = new Problems();
  const bytes = decodeTransfer(Buffer.from(text, 'latin1'), readTransferEncoding(encoding), problems);
  return { text: Buffer.from(bytes).toString('utf8'), problems: problems.list() };
}

describe('decodeTransfer', () => {
  it.each([
    ['caf=C3=A9 =\r\nau lait', 'quoted-printable', 'café au lait'],
    ['soft = \t\r\nbreak', 'Quoted-Printable', 'soft break'],
    ['blanks   \r\nend', 'quoted-printable', 'blanks\r\nend'],
    ['lower=c3=a9', 'quoted-printable;', 'loweré'],
    ['end=', 'quoted-printable', 'end'],
    ['SGVs\r\nbG8=', 'base64', 'Hello'],
    ['SGVsbG8', 'BASE64', 'Hello'],
    ['SGVsbG8=IHlvdQ==', 'base-64', 'Hello you'],
    ['#86)C\n`', 'x-uuencode', 'abc'],
    ['begin 644 a.txt\n#86)C\n`\nend\n', 'uuencode', 'abc'],
    ['Y', 'base64', 'Y'],
    ['\r\n', 'base64', ''],
    ['as it is', '7bit', 'as it is'],
    ['as it is', 'no such encoding', 'as it is'],
  ])('decodes %j from %s', (encoded, encoding, text) => {
    expect(decode(encoded, encoding)).toEqual({ text, problems: [] });
  });

  it('leaves broken codes as they are and says so', () => {
    expect(decode('100=% a=ZZ', 'quoted-printable').text).toBe('100=% a=ZZ');
    expect(decode('100=% a', 'quoted-printable').problems).toHaveLength(1);
  });

  it('keeps text that is labelled base64 but is not', () => {
    const decoded = decode('This was never encoded at all, was it?', 'base64');
    expect(decoded.text).toBe('This was never encoded at all, was it?');
    expect(decoded.problems).toEqual(['A part is labelled base64 but is not encoded.']);
  });

  it('cuts off the footer that a list put behind base64', () => {
    const data = Buffer.from('x'.repeat(600)).toString('base64').replace(/.{76}/g, '$&\n');
    const decoded = decode(
      `${data}\n____________________\nTo unsubscribe, write to: list@example.com!\n`,
      'base64',
    );
    expect(decoded.text.startsWith('x'.repeat(600))).toBe(true);
    expect(decoded.text.length).toBeLessThan(640);
  });
});
