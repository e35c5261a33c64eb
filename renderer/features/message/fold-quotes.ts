import { findRest } from './find-rest.ts';

/** Marks of the history that mail programs put under an answer. */
const quoteSelector = [
  'blockquote[type="cite"]',
  '.gmail_quote',
  '.gmail_quote_container',
  '.yahoo_quoted',
  '.moz-cite-prefix + blockquote',
  '#appendonsend ~ *',
  '#divRplyFwdMsg',
  '.protonmail_quote',
].join(',');

const foldClass = 'postroom-quoted';

/**
 * Puts the quoted history of a mail into a `details` that a reader opens; without scripts it could not be done in
 * another way. Only what stands at the end is folded: words between or after quotes are an answer to read.
 * @param replyText what was written anew, where it is known: then also history that no mark tells of is folded
 */
export function foldQuotes(document: Document, summary: string, replyText?: string): void {
  if (document.querySelector(`details.${foldClass}`)) return;
  const quote = Array.from(document.body.querySelectorAll(quoteSelector)).find(
    (candidate) => !hasTextAfter(candidate, document.body) && hasTextBefore(candidate, document.body),
  );
  const folded = quote
    ? [quote, ...followers(quote)]
    : replyText === undefined
      ? []
      : findRest(document.body, replyText);
  const [first] = folded;
  if (!first) return;
  const details = document.createElement('details');
  details.className = foldClass;
  const label = document.createElement('summary');
  label.textContent = summary;
  first.before(details);
  details.append(label, ...folded);
}

function followers(node: Element): ChildNode[] {
  const found: ChildNode[] = [];
  for (let next = node.nextSibling; next; next = next.nextSibling) found.push(next);
  return found;
}

function hasTextAfter(node: Element, end: Element): boolean {
  for (let at: Element | null = node; at && at !== end; at = at.parentElement) {
    for (let next = at.nextSibling; next; next = next.nextSibling) {
      const isQuote = next instanceof Element && next.matches(quoteSelector);
      if (!isQuote && next.textContent?.trim()) return true;
    }
  }
  return false;
}

function hasTextBefore(node: Element, end: Element): boolean {
  for (let at: Element | null = node; at && at !== end; at = at.parentElement) {
    for (let before = at.previousSibling; before; before = before.previousSibling) {
      if (before.textContent?.trim()) return true;
    }
  }
  return false;
}
