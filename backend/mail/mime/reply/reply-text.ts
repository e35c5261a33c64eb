import { hasQuoteStructure, textWithMarks } from './html-quotes.ts';
import { isQuoted } from './quote-shapes.ts';
import { ownLines } from './reply-lines.ts';

/**
 * What the sender of a mail wrote anew, told apart from quoted mail, what introduces it, and signature. The elements
 * of the HTML body decide where it has any that tell; the lines of the text are kept where they say the same.
 * All of the text where nothing else would be left.
 */
export function replyTextOf(text: string, html: string | null): string {
  const byLines = ownLines(text);
  const byElements = html !== null && hasQuoteStructure(html) ? ownLines(textWithMarks(html)) : '';
  if (byElements === '') return byLines === '' ? text.trim() : byLines;
  const letters = lettersOf(byElements);
  if (lettersOf(byLines) === letters) return byLines;
  return beginningWith(text, letters) ?? byElements;
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The beginning of the text that has just these letters; null if it begins with others. */
function beginningWith(text: string, letters: string): string | null {
  let seen = 0;
  for (const { 0: piece, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const wanted = letters.slice(seen, seen + piece.length);
    if (piece !== wanted) return null;
    seen += piece.length;
    if (seen < letters.length) continue;
    const rest = /^[^\p{L}\p{N}\n]*/u.exec(text.slice(index + piece.length))?.[0] ?? '';
    const beginning = text.slice(0, index + piece.length + rest.length).trim();
    // In a text derived from the HTML what was only indented is marked as a quote.
    return beginning.split('\n').some(isQuoted) ? null : beginning;
  }
  return null;
}
