import { decodeText } from '../../backend/mail/mime/charset.ts';

/**
 * What must not be lost of a mail, found by crude means that share nothing with the reader but the charsets:
 * addresses by their form in the From field, words by their form in the raw body.
 */
export interface ExpectedMail {
  /** Addresses in the first From field that is not empty; the sender must be one of them. Empty: nothing is asked. */
  readonly from: readonly string[];
  /** ASCII words of five letters or more in the body, where it is a single unencoded text; null where it is not. */
  readonly words: readonly string[] | null;
}

export function expectMail(raw: Buffer): ExpectedMail {
  const text = raw
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .replace(/\r{1,2}\n|\r/g, '\n')
    .replace(/^\n+/, '');
  const end = text.indexOf('\n\n');
  const head = (end === -1 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  const body = end === -1 ? '' : text.slice(end + 2);
  const isHeader = head
    .split('\n')
    .every((line, at) => /^[!-9;-~]+[ \t]*:/.test(line) || (at === 0 && line.startsWith('From ')));
  if (!isHeader) return { from: [], words: null };
  const field = (name: string) => new RegExp(`^${name}[ \\t]*:(.*\\S.*)$`, 'im').exec(head)?.[1] ?? '';
  return { from: addressesIn(field('From')), words: isPlainBody(field) ? wordsIn(body) : null };
}

function addressesIn(from: string): readonly string[] {
  if (from.includes('=?') || from.includes('(')) return [];
  const text = decodeText(Buffer.from(from, 'latin1'), null).text;
  // oxlint-disable-next-line no-control-regex
  if (/[^\u0000-\u007f]/.test(text)) return [];
  return (text.match(/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g) ?? []).map((address) =>
    address.toLowerCase(),
  );
}

/** One text part, not encoded: its words must turn up as they are. */
function isPlainBody(field: (name: string) => string): boolean {
  const type = field('Content-Type').trim();
  const encoding = field('Content-Transfer-Encoding').trim().toLowerCase();
  return (
    (type === '' || /^text\/plain\b/i.test(type)) &&
    !/boundary|flowed|utf-?(?:7|16|32)|2022|hz-/i.test(type) &&
    (encoding === '' || /^(?:7bit|8bit|binary)$/.test(encoding)) &&
    !/attachment/i.test(field('Content-Disposition'))
  );
}

/** Without multiparts that no header announces and uuencoded files: what is in those is read as what it is. */
function wordsIn(body: string): readonly string[] | null {
  if (/^--[^\n]+\ncontent-/im.test(body) || /^begin [0-7]{3,4} /m.test(body)) return null;
  return body.match(/(?<![\w\u0080-\u00ff])[A-Za-z]{5,}(?![\w\u0080-\u00ff])/g) ?? [];
}
