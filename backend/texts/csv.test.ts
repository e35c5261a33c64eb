import { expect, test } from 'vitest';
import { parseCsv } from './csv.ts';

const rows = (text: string) => {
  const parsed = parseCsv(text);
  return parsed.ok ? parsed.rows.map(({ line, cells }) => [line, ...cells]) : parsed;
};

test('quoted cells hold separators, quotes and line ends; each row knows its line', () => {
  expect(rows('\ufeffa,b\r\n"x, ""y""","1\r\n2"\r\n\r\n p , q\rlast,')).toEqual([
    [1, 'a', 'b'],
    [2, 'x, "y"', '1\r\n2'],
    [5, 'p', 'q'],
    [6, 'last', ''],
  ]);
});

test('the separator is the one that the first row has', () => {
  expect(rows('a;b\n1,5;2')).toEqual([
    [1, 'a', 'b'],
    [2, '1,5', '2'],
  ]);
  expect(rows('a\tb,c')).toEqual([[1, 'a\tb', 'c']]);
  expect(rows('')).toEqual([]);
});

test('a quote that is never closed, or goes on after it, is an error with its line', () => {
  expect(rows('a\n"b\nc')).toEqual({ ok: false, line: 2, message: 'the quote is never closed' });
  expect(rows('a\n"b"c')).toMatchObject({ ok: false, line: 2 });
});
