import { expect, test } from 'vitest';
import { htmlFromText } from './html-from-text.ts';
import { plainTextFromHtml } from './plain-text.ts';

test('paragraphs, line breaks and headings keep their shape', () => {
  expect(plainTextFromHtml('<h1>Your order</h1><p>Dear Ana,</p><p>one<br>two</p><div>three</div>')).toBe(
    'Your order\n\nDear Ana,\n\none\ntwo\n\nthree',
  );
});

test('lists keep their marks and depth', () => {
  const html = '<ul><li>one</li><li>two<ol start="3"><li>x</li><li>y</li></ol></li></ul>';
  expect(plainTextFromHtml(html)).toBe('- one\n- two\n  3. x\n  4. y');
});

test('links show their address unless it is the text itself', () => {
  const html =
    '<a href="https://example.com/track">Track it</a>, <a href="https://example.com/">https://example.com</a>, ' +
    '<a href="mailto:help@example.com">help@example.com</a>, <a href="tel:+4681234">call us</a>';
  expect(plainTextFromHtml(html)).toBe(
    'Track it <https://example.com/track>, https://example.com, help@example.com, call us <+4681234>',
  );
});

test('tables of data stand in columns, tables for layout one cell under the other', () => {
  const data =
    '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Rain coat</td><td>79.00</td></tr><tr><td>Hat</td><td>9</td></tr></table>';
  expect(plainTextFromHtml(data)).toBe('Item        Price\nRain coat   79.00\nHat         9');
  const layout = '<table><tr><td><table><tr><td>Header</td></tr></table></td><td>Body</td></tr></table>';
  expect(plainTextFromHtml(layout)).toBe('Header\n\nBody');
});

test('quotes stand behind signs, also quotes in quotes', () => {
  const html =
    '<p>See below.</p><blockquote><p>first</p><p>second</p><blockquote>inner</blockquote></blockquote>';
  expect(plainTextFromHtml(html)).toBe('See below.\n\n> first\n>\n> second\n>\n> > inner');
});

test('scripts, styles, titles and image addresses are left out', () => {
  const html =
    '<head><title>t</title><style>p{}</style></head><body>a<script>x</script><img src="cid:x" alt="Logo"><img src="https://t.example/"></body>';
  expect(plainTextFromHtml(html)).toBe('a[Logo]');
});

test('scripts of every direction and emoji come through', () => {
  expect(plainTextFromHtml('<p dir="rtl">שלום</p><p>مرحبا 👋🏽</p><p>配送状況</p>')).toBe(
    'שלום\n\nمرحبا 👋🏽\n\n配送状況',
  );
});

test('HTML that nests without end is cut, not followed', () => {
  expect(plainTextFromHtml(`${'<div>'.repeat(20_000)}x`)).toBe('…');
  expect(plainTextFromHtml(`${'<table><tr><td>'.repeat(5000)}x`)).toContain('…');
});

test('a megabyte of blanks in a mail that is quoted holds up nobody', () => {
  const blanks = ' \t'.repeat(500_000);
  expect(plainTextFromHtml(`<p>one</p><pre>two${blanks}three${blanks}</pre>`)).toMatch(
    /^one\n\ntwo\s+three$/,
  );
  expect(htmlFromText(`one\n\ntwo${blanks}three${blanks}`)).toMatch(/^<p>one<\/p><p>two[^<]+three<\/p>$/);
});
