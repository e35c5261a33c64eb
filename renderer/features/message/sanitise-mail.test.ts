import { expect, test } from 'vitest';
import { mailDocument } from './mail-document.ts';
import { sanitiseMail, type SanitiseOptions } from './sanitise-mail.ts';

const options: SanitiseOptions = { pictures: new Map(), quoteLabel: 'Show quoted text' };
const dot = 'data:image/png;base64,iVBORw0KGgo=';

test.each([
  ['<script>alert(1)</script>hi', 'hi'],
  ['<img src=x onerror=alert(1)>', '<img>'],
  ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href=" java\tscript:alert(1)">x</a>', '<a>x</a>'],
  ['<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>', ''],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>', ''],
  ['<form action="https://evil.example"><input name=password>send</form>', 'send'],
  ['<iframe src="https://evil.example"></iframe><object data=x></object><embed src=x>', ''],
  ['<base href="https://evil.example/"><link rel=stylesheet href=//evil.example/x.css>', ''],
  ['<div style="position:fixed;inset:0;z-index:9;color:red">x</div>', '<div style="color: red;">x</div>'],
  [String.raw`<p style="background:u\72l(https://evil.example/x)">x</p>`, '<p>x</p>'],
  ['<p style="--x: url(https://evil.example); background: var(--x)">x</p>', '<p>x</p>'],
  ['<video poster="https://evil.example/x" src=x></video>', ''],
  ['<td background="https://evil.example/x.png">x</td>', 'x'],
  ['<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', '<p></p>'],
  ['<img src="data:image/svg+xml;base64,PHN2Zz4=">', '<img>'],
])('what could run, load or cover is taken out: %s', (html, expected) => {
  expect(sanitiseMail(html, options).body.trim()).toBe(expected);
});

test('pictures inside the mail are shown, also by a percent-encoded cid', () => {
  const { body } = sanitiseMail('<img src="cid:a%40b"><img src="cid:unknown" alt="Logo">', {
    ...options,
    pictures: new Map([['a@b', dot]]),
  });
  expect(body).toBe(`<img src="${dot}"><img alt="Logo" class="postroom-missing">`);
});

test('pictures from the net are blocked and counted, and shown once they were fetched', () => {
  const html =
    '<img src="http://shop.example/a.png"><img src="https://shop.example/t.gif" width="1" height="1">';
  const blocked = sanitiseMail(html, options);
  expect(blocked.remoteCount).toBe(2);
  expect(blocked.remotePictures).toEqual(['https://shop.example/a.png']);
  expect(blocked.body).not.toContain('shop.example');
  const shown = sanitiseMail(html, { ...options, pictures: new Map([['https://shop.example/a.png', dot]]) });
  expect(shown.remoteCount).toBe(1);
  expect(shown.body).toContain(dot);
});

test('what style sheets would load is counted as well', () => {
  const { css, remoteCount } = sanitiseMail(
    '<style>@import "https://a.example/x.css"; @font-face{font-family:x;src:url(https://a.example/x.woff)} p{color:red;background:url("https://a.example/p.png")}</style><p>x',
    options,
  );
  expect(css).toBe('p { color: red; }');
  expect(remoteCount).toBe(1);
});

test('a style sheet cannot end its element', () => {
  const { css } = sanitiseMail(
    `<style>p{font-family:"</style><img src=x onerror=alert(1)>"}</style>`,
    options,
  );
  expect(css).not.toContain('<');
  const nested = sanitiseMail(
    `<svg><style>p{font-family:"&lt;/style>&lt;img src=x>"}</style></svg>`,
    options,
  );
  expect(nested.css).not.toContain('<');
});

test('a link says where it leads, and is marked when it shows another site', () => {
  const { body } = sanitiseMail(
    '<a href="https://evil.example/x">https://bank.example</a><a href="https://www.bank.example/y">bank.example</a>',
    options,
  );
  const links = new DOMParser().parseFromString(body, 'text/html').querySelectorAll('a');
  expect(links[0]?.dataset['to']).toBe('https://evil.example/x');
  expect(links[0]?.className).toBe('postroom-misleading');
  expect(links[0]?.target).toBe('_blank');
  expect(links[0]?.rel).toContain('noopener');
  expect(links[1]?.className).toBe('');
});

test('history at the end is folded, words under a quote are not', () => {
  const folded = sanitiseMail('<p>Thanks</p><div class="gmail_quote">On Monday …</div>', options).body;
  expect(folded).toContain('<details class="postroom-quoted"><summary>Show quoted text</summary>');
  const answered = sanitiseMail('<p>Hi</p><div class="gmail_quote">asked</div><p>answer</p>', options).body;
  expect(answered).not.toContain('<details');
});

test('ten thousand nested elements neither hang nor lose the text', () => {
  const { body } = sanitiseMail(`${'<div>'.repeat(10_000)}deep${'</div>'.repeat(10_000)}`, options);
  expect(body).toContain('deep');
});

test('a mail that sets no colours may take those of the theme', () => {
  expect(sanitiseMail('<p style="margin: 0">Hello</p>', options).setsColours).toBe(false);
  expect(sanitiseMail('<p style="color: #333">Hello</p>', options).setsColours).toBe(true);
  expect(sanitiseMail('<table bgcolor="#eee"><tr><td>x</table>', options).setsColours).toBe(true);
});

test('cleaning what is clean changes nothing', () => {
  const html = `<style>p{color:red} @media (max-width: 600px){td{width:100%!important}}</style>
    <body style="background:#fff" dir="rtl"><p class=a style="font:bold 12px/1.5 Arial,'Segoe UI';margin:0 0 1em">مرحبا <b>x</b></p>
    <img src="https://a.example/b.png" alt="B"><a href="mailto:a@b.example">write</a><blockquote type=cite>old</blockquote>`;
  const once = sanitiseMail(html, options);
  expect(sanitiseMail(once.body, options).body).toBe(once.body);
  expect(sanitiseMail(`<style>${once.css}</style>`, options).css).toBe(once.css);
  const document = mailDocument(once, { ground: 'paper', theme: 'light', language: 'en' });
  expect(sanitiseMail(document.replaceAll(/<style>[\s\S]*?<\/style>/g, ''), options).body).toContain(
    once.body,
  );
});
