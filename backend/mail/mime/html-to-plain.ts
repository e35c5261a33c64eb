import { type HtmlToTextOptions, compile } from 'html-to-text';

/** HTML longer than this is read for its text up to here. */
const maxLength = 2 * 1024 * 1024;

const plainOptions = {
  wordwrap: false,
  preserveNewlines: false,
  baseElements: { selectors: ['body'], returnDomByDefault: true },
  limits: { maxDepth: 200, maxInputLength: maxLength, ellipsis: '' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'head', format: 'skip' },
    { selector: 'title', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block' },
    { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
    { selector: 'th', format: 'inlineSurround', options: { suffix: ' ' } },
  ],
} satisfies HtmlToTextOptions;

const convertPlainly = compile(plainOptions);

/** A converter for `htmlToPlain` that renders some elements in its own way. */
export function converterWith(
  selectors: NonNullable<HtmlToTextOptions['selectors']>,
  formatters: NonNullable<HtmlToTextOptions['formatters']>,
): (html: string) => string {
  return compile({ ...plainOptions, selectors: [...plainOptions.selectors, ...selectors], formatters });
}

/**
 * The text of an HTML body: paragraphs kept apart, quotes marked with `>`, links by their text, pictures left out.
 * Never fails: what the parser could not cope with in good time is stripped of its tags.
 * @param convert from `converterWith`
 */
export function htmlToPlain(html: string, convert = convertPlainly): string {
  // Pictures within the document are many megabytes of no text.
  const source = html.replace(/\bdata:[^"'\s>]{500,}/gi, '').slice(0, maxLength);
  if (isTangled(source)) return stripTags(source);
  try {
    const text = tidyLines(convert(source));
    if (text.trim() !== '') return text;
  } catch {
    // Falls through.
  }
  return stripTags(source);
}

/** What the pictures of an HTML body say in place of themselves (`alt`), one a line: for the search, not for reading. */
export function pictureTexts(html: string): string {
  const found = html
    .slice(0, maxLength)
    .matchAll(/<img\b[^<>]{0,2000}?\salt\s{0,9}=\s{0,9}(?:"([^"]{1,1000})"|'([^']{1,1000})')/gi);
  const texts = [...found].map((match) => match[1] ?? match[2] ?? '');
  return texts.length === 0 ? '' : htmlToPlain(texts.join('<br>'));
}

/** An empty paragraph is one empty line, whatever it is made of. A run of blanks is looked at from its beginning only. */
function tidyLines(text: string): string {
  return text
    .replace(/(?<![ \t\u00a0\u200b\ufeff])[ \t\u00a0\u200b\ufeff]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
}

/** Elements whose end tags are left out as a matter of course, or that have none. */
const endless = new Set(
  'p li td th tr dt dd br hr img input meta link col area base wbr param source option tbody thead tfoot o:p'.split(
    ' ',
  ),
);

/** Whether elements lie so deep within each other that the parser, which is quadratic in the depth, would take long. */
function isTangled(html: string): boolean {
  let depth = 0;
  let quotes = 0;
  let deepest = 0;
  let deepestQuote = 0;
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9:]{0,20})/gi)) {
    const name = (match[2] ?? '').toLowerCase();
    if (endless.has(name)) continue;
    const step = match[1] === '' ? 1 : -1;
    depth = Math.max(0, depth + step);
    if (depth > deepest) deepest = depth;
    if (name === 'blockquote' || name === 'ul' || name === 'ol') quotes = Math.max(0, quotes + step);
    if (quotes > deepestQuote) deepestQuote = quotes;
  }
  return deepest > 2000 || deepestQuote > 100 || deepestQuote * html.length > 10_000_000;
}

/** One pass over the characters, so that no input makes it slow. */
function stripTags(html: string): string {
  let text = '';
  let at = 0;
  const end = Math.min(html.length, maxLength);
  while (at < end) {
    const open = html.indexOf('<', at);
    if (open === -1 || open >= end) return text + html.slice(at, end);
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close === -1) return text;
    const tag = html.slice(open + 1, Math.min(close, open + 12)).toLowerCase();
    at = close + 1;
    if (/^(?:br|\/p|\/div|\/tr|\/li|\/h\d)/.test(tag)) text += '\n';
    const hidden = /^(script|style|title)\b/.exec(tag)?.[1];
    if (hidden !== undefined) {
      const endTag = html.indexOf(`</${hidden}`, at);
      at = endTag === -1 ? end : endTag;
    }
  }
  return text;
}
