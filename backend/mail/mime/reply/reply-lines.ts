import { attributionLength } from './attribution.ts';
import { isGroupWise, startsCopy } from './copied-header.ts';
import { isQuoted, isRule, plainLine } from './quote-shapes.ts';
import { isDeviceLine, startsSignature } from './signature.ts';

/** More lines than these are not looked through: they are kept as they are. */
const maxLines = 3000;

/** A line that stands for "what follows is the answered mail", made of the structure of an HTML body. */
export const copyMark = '\uE000';

/**
 * What the sender of a mail wrote in it: without quoted lines, what introduces a quote, the copy of the answered mail
 * below, and the signature. It goes by the form that these have in every language, and by the words of `mail-words.ts`
 * where form alone does not tell. May be empty.
 */
export function ownLines(text: string): string {
  const all = withoutSeal(text).split('\n');
  const lines = all.slice(0, maxLines);
  const end = endOfAnswer(lines);
  const unseen = end < lines.length ? [] : all.slice(maxLines);
  return [...withoutRules(dropOthers(lines.slice(0, end))), ...unseen].join('\n').trim();
}

/** The text within an OpenPGP signature (RFC 9580 §7), which is no part of what was written. */
function withoutSeal(text: string): string {
  const begin = text.indexOf('-----BEGIN PGP SIGNED MESSAGE-----');
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----', begin);
  const start = text.indexOf('\n\n', begin);
  if (begin === -1 || end === -1 || start === -1 || start >= end) return text;
  const stop = /-----END PGP SIGNATURE-----[^\n]*/.exec(text.slice(end));
  const signed = text.slice(start + 2, end).replace(/^- /gm, '');
  return text.slice(0, begin) + signed + (stop ? text.slice(end + stop.index + stop[0].length) : '');
}

/** The line at which a copy of another mail begins that runs to the end. */
function endOfAnswer(lines: readonly string[]): number {
  let wrote = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isGroupWise(line) && !isQuoted(nextFilled(lines, at + 1))) return at;
    if (isQuoted(line)) continue;
    if (line.trim() === copyMark) return at;
    if (startsCopy(lines, at) || isReplyMark(line)) return at;
    const length = attributionLength(lines, at);
    if (length > 0) {
      // Quotes marked with > are dropped one by one, for answers may stand between them; unmarked ones run to the end.
      if (!isQuoted(nextFilled(lines, at + length))) return at - nameAbove(lines, at);
      at += length - 1;
      continue;
    }
    // What stands below the line that a telephone adds was there before it.
    if (wrote && isDeviceLine(line) && !lines.slice(at).some(isQuoted)) return at;
    if (line.trim() !== '') wrote = true;
  }
  return lines.length;
}

/** `## Reply above this line ##`, as ticket systems put it over what they send. */
function isReplyMark(line: string): boolean {
  return (
    line.length < 120 &&
    /(?:reply|response|answer|write|type)[^\n]{0,20} above this line|(?:antwort|schreiben)[^\n]{0,40}(?:über|oberhalb) dieser (?:linie|zeile)|au-dessus de cette ligne|encima de esta línea|acima desta linha|sopra questa (?:riga|linea)|boven deze (?:regel|lijn)|ovanför denna rad/i.test(
      line,
    )
  );
}

/** Quotes and signatures; below a signature there may still be the answer to a further quote. */
function dropOthers(lines: readonly string[]): string[] {
  const kept: string[] = [];
  const isEmpty = () => kept.every((line) => line.trim() === '');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (startsSignature(lines, at) && !isEmpty()) {
      while (at + 1 < lines.length && !isQuoted(lines[at + 1] ?? '')) at++;
      continue;
    }
    const length = isQuoted(line) ? 1 : attributionLength(lines, at);
    if (length === 0 && !isBrokenOff(lines, at)) {
      kept.push(line);
      continue;
    }
    if (length > 0) kept.length -= Math.min(kept.length, nameAbove(lines, at));
    at += Math.max(1, length) - 1;
    // One empty line is left where a quote was.
    dropEmptyEnd(kept);
    while (at + 1 < lines.length && (lines[at + 1] ?? '').trim() === '') at++;
    if (kept.length > 0) kept.push('');
  }
  return kept;
}

function dropEmptyEnd(lines: string[]): void {
  while (lines.length > 0 && (lines.at(-1) ?? '').trim() === '') lines.pop();
}

/** The rest of a quoted line that was broken on its way, before the mark could be set. */
function isBrokenOff(lines: readonly string[], at: number): boolean {
  const above = lines[at - 1] ?? '';
  const line = lines[at] ?? '';
  if (line.trim() === '' || !isQuoted(above) || above.length < 60) return false;
  return isQuoted(lines[at + 1] ?? '') || /^\s*\p{Ll}/u.test(line);
}

/** The name above an introduction that begins with its address: 1 if there is one. */
function nameAbove(lines: readonly string[], at: number): number {
  if (!/^\s*</.test(lines[at] ?? '') || at === 0) return 0;
  const above = plainLine(lines[at - 1] ?? '');
  const isName = /^[\p{L}\p{M}"'.,() -]{2,60}$/u.test(above) && above.split(' ').length <= 5;
  return isName && (lines[at - 2] ?? '').trim() === '' ? 1 : 0;
}

/** Without rules and empty lines at the end: they belonged to what followed. */
function withoutRules(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && ((lines[end - 1] ?? '').trim() === '' || isRule(lines[end - 1] ?? ''))) end--;
  return lines.slice(0, end);
}

function nextFilled(lines: readonly string[], from: number): string {
  for (let at = from; at < Math.min(lines.length, from + 6); at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') return line;
  }
  return '';
}
