import type { Culture } from '../../contract/domain/scalars.ts';
import type { Message } from '../../contract/domain/message.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import { localeOf } from '../../dictionaries/cultures.ts';
import { htmlLinesFromText } from '../texts/html-from-text.ts';
import { escapeHtml } from '../texts/identifiers.ts';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { quoteWords } from './quote-words.ts';
import { headerLine } from '../texts/reply-subject.ts';

/** Longer HTML is quoted as its text, and that no longer than this. */
const longestQuote = 1_000_000;

export interface Quotation {
  /** A line that says who wrote when, and the original below it; sanitised. */
  readonly html: string;
  /** Attachments that the quoted text shows, by their `contentId` in the original, with the one they have here. */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * The original below an answer (`wrote`) or a forward (its header lines), in the words of the answer's culture.
 * @param nameImage called for each picture that the original shows by `cid:`: the name it gets here, or null to leave
 *   it out
 */
export function quoteOriginal(
  original: Message,
  kind: 'answer' | 'forward',
  culture: Culture,
  timeZone: string,
  nameImage: (contentId: string) => string | null,
): Quotation {
  const images = new Map<string, string>();
  const useHtml = original.html !== null && original.html.length <= longestQuote;
  const source = useHtml
    ? (original.html ?? '')
    : htmlLinesFromText(original.text.slice(0, longestQuote).toWellFormed());
  // The sanitiser writes attributes in one way only, so that they can be found by pattern afterwards.
  const body = sanitiseHtml(source).replaceAll(
    /(<img\b[^>]*?\ssrc=")cid:([^"]*)("[^>]*>)/gi,
    (_whole, before: string, written: string, after: string) => {
      const contentId = decodeCid(written);
      const name = images.get(contentId) ?? nameImage(contentId);
      if (name === null) return '';
      images.set(contentId, name);
      return `${before}cid:${name}${after}`;
    },
  );
  const head =
    kind === 'answer' ? attribution(original, culture, timeZone) : headLines(original, culture, timeZone);
  return {
    html: sanitiseHtml(`${head}<blockquote type="cite" data-postroom-quote="">${body}</blockquote>`),
    images,
  };
}

function attribution(original: Message, culture: Culture, timeZone: string): string {
  const name = original.from.name.trim() || original.from.address;
  const line = quoteWords(culture)
    .wrote.replace('{date}', () => writeDate(original, culture, timeZone))
    .replace('{name}', () => name);
  return `<p>${escapeHtml(headerLine(line))}</p>`;
}

function headLines(original: Message, culture: Culture, timeZone: string): string {
  const words = quoteWords(culture);
  const lines: [string, string][] = [
    [words.from, writeAddresses([original.from])],
    [words.date, writeDate(original, culture, timeZone)],
    [words.subject, original.subject],
    [words.to, writeAddresses(original.to)],
  ];
  if (original.cc.length > 0) lines.push([words.cc, writeAddresses(original.cc)]);
  const written = lines.map(
    ([label, value]) => `<strong>${escapeHtml(label)}:</strong> ${escapeHtml(headerLine(value, 5_000))}`,
  );
  return `<p>---------- ${escapeHtml(words.forwarded)} ----------<br>${written.join('<br>')}</p>`;
}

function writeDate(original: Message, culture: Culture, timeZone: string): string {
  const date = new Date(original.date ?? original.receivedAt);
  return new Intl.DateTimeFormat(localeOf(culture), { dateStyle: 'long', timeStyle: 'short', timeZone })
    .format(date)
    .replaceAll('\u202f', ' ');
}

function writeAddresses(addresses: readonly ReadAddress[]): string {
  return addresses
    .map(({ name, address }) => (name.trim() === '' ? address : `${name} <${address}>`))
    .join(', ');
}

/** RFC 2392: the identifier stands percent-encoded in a `cid:` address; the sanitiser wrote it for an attribute. */
export function decodeCid(written: string): string {
  const plain = written
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
