import { describe, expect, it } from 'vitest';
import { htmlToPlain, pictureTexts } from './html-to-plain.ts';

describe('htmlToPlain', () => {
  it('keeps the words and the paragraphs, and leaves out what is not shown', () => {
    const html =
      '<html><head><title>T</title><style>p{}</style></head><body><p>Hello <b>you</b>,</p>' +
      '<p>see <a href="https://example.com/very/long">this</a><br>and that.</p><script>x()</script></body></html>';
    expect(htmlToPlain(html)).toBe('Hello you,\n\nsee this\nand that.');
  });

  it('takes a megabyte of blanks as any other text', () => {
    const blanks = ' '.repeat(1_000_000);
    expect(htmlToPlain(`<p>one</p><pre>two${blanks}three${blanks}</pre>`)).toMatch(/^one\s+two\s+three$/);
  });

  it('takes an empty paragraph for one empty line', () => {
    for (const empty of [
      '<div><br></div>',
      '<p>&nbsp;</p>',
      '<p><br></p>',
      '<div>&nbsp;</div><div><br></div>',
    ])
      expect(htmlToPlain(`<div>one</div>${empty}<div>two</div>`)).toBe('one\n\ntwo');
  });

  it('marks quotes', () => {
    expect(htmlToPlain('<p>yes</p><blockquote><p>no?</p></blockquote>')).toBe('yes\n\n> no?');
  });

  it.each([
    ['deep nesting', `<div>`.repeat(300_000)],
    ['deep quotes', `<blockquote>`.repeat(50_000)],
    ['deep lists', `<ul><li>`.repeat(50_000)],
    ['many quoted lines', '<blockquote>'.repeat(90) + 'a<br>'.repeat(100_000)],
    ['open angles', '<'.repeat(1_000_000)],
  ])('is not held up by %s', (_, html) => {
    expect(htmlToPlain(`start ${html} end`)).toContain('start');
  });
});

describe('pictureTexts', () => {
  it('are what pictures say in place of themselves', () => {
    const html = `<p>See</p><img src="cid:a" alt="Caf&eacute; &amp; bar"><IMG\nALT = 'Ordre 4711' src=x><img alt=""><img>`;
    expect(pictureTexts(html)).toBe('Café & bar\nOrdre 4711');
    expect(pictureTexts('<p alt="no picture">text</p>')).toBe('');
  });

  it('are found in linear time', () => {
    expect(pictureTexts('<img '.repeat(400_000))).toBe('');
    expect(pictureTexts(`<img ${' alt='.repeat(400_000)}`)).toBe('');
  });
});
