import { randomUUID } from 'node:crypto';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { decodeCid } from './quote-original.ts';

/** A picture that the text holds as data: most mail programs show those only as parts of the mail. */
export interface EmbeddedImage {
  readonly contentId: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface OutgoingHtml {
  /** Sanitised; every picture in it is one of `shown` or of `embedded`. */
  readonly html: string;
  /** Content ids of the draft's files that the text shows. */
  readonly shown: ReadonlySet<string>;
  readonly embedded: readonly EmbeddedImage[];
}

/**
 * The HTML of a draft as it goes out: sanitised, pictures given as data made parts of the mail, pictures that are no
 * longer attached taken out.
 * @param attached content ids of the draft's files
 */
export function outgoingHtml(draftHtml: string, attached: ReadonlySet<string>): OutgoingHtml {
  const shown = new Set<string>();
  const embedded: EmbeddedImage[] = [];
  const html = sanitiseHtml(draftHtml).replaceAll(
    /(<img\b[^>]*?\ssrc=")([^"]*)("[^>]*>)/gi,
    (whole, before: string, source: string, after: string) => {
      const data = /^data:(image\/[a-z]+);base64,(.*)$/is.exec(source);
      if (data) {
        const contentId = `${randomUUID()}@postroom`;
        const [, type = '', base64 = ''] = data;
        embedded.push({ contentId, type: type.toLowerCase(), bytes: Buffer.from(base64, 'base64') });
        return `${before}cid:${contentId}${after}`;
      }
      const contentId = /^cid:/i.test(source) ? decodeCid(source.slice(4)) : null;
      if (contentId === null || !attached.has(contentId)) return '';
      shown.add(contentId);
      return whole;
    },
  );
  return { html: withTableLines(withoutResponseMarks(html)), shown, embedded };
}

/** Which responses the text came from is no business of the recipient. */
function withoutResponseMarks(html: string): string {
  return html.replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/\sdata-postroom-response="[^"]*"/gi, ''));
}

/** Tables have lines in the editor and would have none in a mail; the customer's, in the quote, stay as they came. */
function withTableLines(html: string): string {
  return mapWritten(html, (written) =>
    written
      .replaceAll(/<table\b[^>]*>/gi, (tag) => withStyle(tag, 'border-collapse:collapse;'))
      .replaceAll(/<t[dh]\b[^>]*>/gi, (tag) =>
        /\bborder\b/i.test(tag)
          ? tag
          : withStyle(tag, 'border:1px solid #b0b0b0;padding:4px 8px;vertical-align:top;'),
      ),
  );
}

function withStyle(tag: string, css: string): string {
  return /\sstyle="/i.test(tag)
    ? tag.replace(/\sstyle="/i, (style) => `${style}${css}`)
    : tag.replace(/^<[a-z]+/i, (name) => `${name} style="${css}"`);
}

/** What the agent wrote: sanitised HTML without the quoted original, for checks that must not judge the customer. */
export function withoutQuote(html: string): string {
  return mapWritten(
    html,
    (written) => written,
    () => '',
  );
}

/** Changes what was written, and the quotes in it by a rule of their own. */
function mapWritten(
  html: string,
  write: (written: string) => string,
  quote: (quoted: string) => string = (quoted) => quoted,
): string {
  let done = '';
  for (let rest = html; ;) {
    const start = rest.search(/<blockquote\b[^>]*\sdata-postroom-quote\b/i);
    if (start < 0) return done + write(rest);
    const end = endOfBlockquote(rest, start);
    done += write(rest.slice(0, start)) + quote(rest.slice(start, end));
    rest = rest.slice(end);
  }
}

function endOfBlockquote(html: string, start: number): number {
  const tag = /<(\/?)blockquote\b/gi;
  tag.lastIndex = start;
  let depth = 0;
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    depth += match[1] === '/' ? -1 : 1;
    if (depth > 0) continue;
    const end = html.indexOf('>', match.index);
    return end < 0 ? html.length : end + 1;
  }
  return html.length;
}
