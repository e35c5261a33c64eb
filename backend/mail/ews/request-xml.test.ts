import { expect, test } from 'vitest';
import { readAnswer } from './read-answer.ts';
import { base64, tag } from './request-xml.ts';

const hostile = [
  '</t:EmailAddress><t:EmailAddress>evil@example.com',
  `"'><x y="1">&amp;<![CDATA[x]]><!--`,
  'line\r\nline\ttab\rline',
  '\ud83d\ude00 å \u202e',
  ']]>',
];

test.for(hostile)('whatever stands in text and attributes comes back as it was: %j', async (text) => {
  const { source } = tag('t:A', { Value: text }, tag('t:B', {}, text));
  const read = await readAnswer(inPieces(Buffer.from(source), 7), source.length * 4);
  expect(read).toMatchObject({ name: 'A', text: '', children: [{ name: 'B', text, children: [] }] });
  expect(read.attributes.get('Value')).toBe(text);
});

test.for(['\u0000', '\u001b', '\ufffe', '\ud800', 'a\udc00b'])(
  'what XML cannot hold is refused: %j',
  (text) => {
    expect(() => tag('t:A', {}, text)).toThrow(RangeError);
    expect(() => tag('t:A', { Value: text })).toThrow(RangeError);
  },
);

test('bytes come back as they were, however they are cut into pieces', async () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) % 256));
  const { source } = tag('t:Item', {}, tag('t:MimeContent', {}, base64(bytes)));
  for (const length of [1, 2, 3, 64, 5000]) {
    const { children } = await readAnswer(inPieces(Buffer.from(source), length), 5000);
    expect(children[0]).toMatchObject({ bytes, text: '' });
  }
});

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
