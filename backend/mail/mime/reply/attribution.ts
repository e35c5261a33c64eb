import { endsWithWrote, saysWrote } from './mail-words.ts';
import { hasAddress, hasBracketedAddress, hasDate, hasTime, isQuoted, plainLine } from './quote-shapes.ts';

const maxLines = 5;
const maxLength = 500;

/**
 * How many lines, from `at`, make up what introduces a quote: `On Monday, 5 May 2025 at 10:00, Ann <ann@example.com>
 * wrote:`, in any language and however it was wrapped; 0 if they are none.
 */
export function attributionLength(lines: readonly string[], at: number): number {
  const first = plainLine(lines[at] ?? '');
  if (first === '') return 0;
  let joined = '';
  for (let length = 1; length <= maxLines; length++) {
    const line = plainLine(lines[at + length - 1] ?? '');
    if (line === '' || (length > 1 && isQuoted(line) && !isOpen(joined))) return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > maxLength) return 0;
    if (!mayEnd(line)) continue;
    const isMarked = isFollowedByQuote(lines, at + length);
    if (!introduces(trimRules(joined), isMarked)) continue;
    return length === 1 || (mayBegin(first) && !beginsLater(lines, at, length, isMarked)) ? length : 0;
  }
  return 0;
}

/** The address at the end goes on in the next line, which then begins with its closing angle. */
function isOpen(line: string): boolean {
  return line.lastIndexOf('<') > line.lastIndexOf('>');
}

/** Zoho puts the line between dashes; brackets and quotation marks occur too. */
function trimRules(line: string): string {
  return line.replace(/^[-–—_=\s["'«»]+/, '').replace(/[-–—_=\s\]"'«»]+$/, '');
}

function mayEnd(line: string): boolean {
  const end = trimRules(line);
  return /[:：]$/.test(end) || endsWithWrote(end);
}

/** The first of several lines holds a piece of the date or the writer; a line of the answer above does not. */
function mayBegin(line: string): boolean {
  return (
    hasDate(line) ||
    hasBracketedAddress(line) ||
    line.endsWith('<') ||
    (hasTime(line) && line.length < 60) ||
    /^(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|in data|на|в|在|pada|vào)(?![\p{L}\p{M}]).{0,28}$/iu.test(
      line,
    ) ||
    /^\p{L}{2,12}\.?,? \d{1,2}\.? \p{L}{3,}/u.test(line)
  );
}

/** Whether the lines after the first are an introduction by themselves, so that the first is the end of the answer. */
function beginsLater(lines: readonly string[], at: number, length: number, isMarked: boolean): boolean {
  if (isOpen(plainLine(lines[at] ?? ''))) return false;
  for (let skipped = 1; skipped < length; skipped++) {
    const rest = lines
      .slice(at + skipped, at + length)
      .map(plainLine)
      .join(' ');
    if (
      hasDate(rest) &&
      mayBegin(plainLine(lines[at + skipped] ?? '')) &&
      introduces(trimRules(rest), isMarked)
    )
      return true;
  }
  return false;
}

/** @param isMarked whether lines marked with > follow */
function introduces(line: string, isMarked: boolean): boolean {
  const wrote = saysWrote(line);
  const dated = hasDate(line);
  const addressed = hasAddress(line);
  if (!/[:：]$/.test(line)) return wrote && dated && (addressed || hasTime(line));
  if (isMarked) return (wrote || dated || addressed) && line.length < 300;
  if (addressed && dated)
    return (
      wrote || isDateNearStart(line) || isAddressNearEnd(line) || (hasBracketedAddress(line) && hasTime(line))
    );
  if (wrote && dated) return hasTime(line) || isDateNearStart(line);
  return wrote && hasBracketedAddress(line) && line.length < 200;
}

function isDateNearStart(line: string): boolean {
  return hasDate(line.slice(0, 40)) && /^\D{0,24}\d/.test(line);
}

/** The writer stands last: `… <ann@example.com>:`. */
function isAddressNearEnd(line: string): boolean {
  return hasBracketedAddress(line) && /[>)\]]\D{0,14}$/.test(line);
}

function isFollowedByQuote(lines: readonly string[], from: number): boolean {
  for (let at = from; at < Math.min(lines.length, from + 6); at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') return isQuoted(line);
  }
  return false;
}
