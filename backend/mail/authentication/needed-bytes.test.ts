import { expect, test } from 'vitest';
import { neededOf } from './needed-bytes.ts';

const sign = 'DKIM-Signature: v=1; d=b.example;\r\n b=AAAA\r\n';
const head = 'From: a@b.example\r\nSubject: x\r\n';
const of = (source: string) => {
  const needed = neededOf(Buffer.from(source));
  return needed && { text: Buffer.from(needed.bytes).toString(), isHeavy: needed.isHeavy };
};

test('an unsigned mail is judged by its header, whatever ends its lines', () => {
  expect(of(`${head}\r\ntext`)).toEqual({ text: `${head}\r\n`, isHeavy: false });
  expect(of(`From: a@b.example\n\ntext`)).toEqual({ text: 'From: a@b.example\n\n', isHeavy: false });
});

test('a signed mail is needed whole, and a large one is checked apart', () => {
  expect(of(`${sign}${head}\r\ntext`)).toEqual({ text: `${sign}${head}\r\ntext`, isHeavy: false });
  expect(of(`${sign}${head}\r\n${'x'.repeat(3_000_000)}`)).toMatchObject({ isHeavy: true });
  expect(of(sign + head)).toMatchObject({ text: sign + head });
});

test.each([
  ['hundreds of signatures', `${sign.repeat(300)}${head}\r\n${'x'.repeat(5_000_000)}`],
  ['a signature of nothing but blanks', `${sign.replace('AAAA', ' '.repeat(50_000))}${head}\r\ntext`],
  ['a field of nothing but folds', `${sign}X: y\r\n${' x\r\n'.repeat(20_000)}${head}\r\ntext`],
  ['a header without end', `${sign}${head}X: y\r\n${' x\r\n'.repeat(1_000_000)}`],
])('of a mail with %s only the sender counts', (_, source) => {
  expect(of(source)).toEqual({ text: 'From: a@b.example\r\n\r\n', isHeavy: false });
});
