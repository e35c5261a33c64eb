import { endsWithWrote, saysWrote } from './mail-words.ts';
import { hasAddress, hasBracketedAddress, hasDate, hasTime, isQuoted, plainLine } from './quote-shapes.ts';

const maxLines = 5;
const maxLength = 500;

/**
 * How many lines, from `at`, make up what introduces a quote: `On Monday, 5 May 2025 at 10:00, Ann <ann@example.com>
 * wrote:`, in any language and however it was wrapped; 0 if they are none.
 */
export function attributionLength(lines: readonly string[], at: number): number {
  const { plain: first } = lookAt(lines, at);
  if (first === '') return 0;
  let joined = '';
  for (let length = 1; length <= maxLines; length++) {
    const { plain: line, mayEnd } = lookAt(lines, at + length - 1);
    if (line === '' || (length > 1 && isQuoted(line) && !isOpen(joined))) return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > maxLength) return 0;
    if (!mayEnd()) continue;
    const place = placeOf(lines, at, at + length);
    if (!introduces(trimRules(joined), place)) continue;
    return length === 1 || (mayBegin(first) && !beginsLater(lines, at, length, place)) ? length : 0;
  }
  return 0;
}

interface Look {
  readonly plain: string;
  /** Whether the line may be the last of an introduction. */
  readonly mayEnd: () => boolean;
}

const looks = new WeakMap<readonly string[], Map<number, Look>>();

/** A line is asked for from each of those above it, and looked at once. */
function lookAt(lines: readonly string[], at: number): Look {
  const known = looks.get(lines) ?? new Map<number, Look>();
  looks.set(lines, known);
  const found = known.get(at);
  if (found) return found;
  const plain = plainLine(lines[at] ?? '');
  let ends: boolean | null = null;
  const look = { plain, mayEnd: () => (ends ??= mayEnd(plain)) };
  known.set(at, look);
  return look;
}

/** The address at the end goes on in the next line, which then begins with its closing angle. */
function isOpen(line: string): boolean {
  return line.lastIndexOf('<') > line.lastIndexOf('>');
}

/** Zoho puts the line between dashes; brackets and quotation marks occur too. */
function trimRules(line: string): string {
  return trimEndRules(line).replace(/^[-–—_=\s["'«»]+/, '');
}

function trimEndRules(line: string): string {
  let end = line.length;
  while (end > 0 && /[-–—_=\s\]"'«»]/.test(line.charAt(end - 1))) end--;
  return line.slice(0, end);
}

function mayEnd(line: string): boolean {
  const end = trimEndRules(line);
  return /[:：]$/.test(end) || endsWithWrote(end);
}

/** Words before a date. */
const leadIn =
  /^(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|in data|на|в|在|pe|pada|vào|στις)(?![\p{L}\p{M}])/iu;

/** The first of several lines holds a piece of the date or the writer; a line of the answer above does not. */
function mayBegin(line: string): boolean {
  return (
    hasDate(line) ||
    hasBracketedAddress(line) ||
    line.endsWith('<') ||
    (hasTime(line) && line.length < 60) ||
    (line.length <= 36 && leadIn.test(line)) ||
    /^\p{L}{2,12}\.?,? \d{1,2}\.? \p{L}{3,}/u.test(line)
  );
}

/** Whether the lines after the first are an introduction by themselves, so that the first is the end of the answer. */
function beginsLater(lines: readonly string[], at: number, length: number, place: Place): boolean {
  if (isOpen(plainLine(lines[at] ?? ''))) return false;
  for (let skipped = 1; skipped < length; skipped++) {
    const rest = lines
      .slice(at + skipped, at + length)
      .map(plainLine)
      .join(' ');
    if (hasDate(rest) && mayBegin(plainLine(lines[at + skipped] ?? '')) && introduces(trimRules(rest), place))
      return true;
  }
  return false;
}

interface Place {
  /** Lines marked with > follow. */
  readonly isMarked: boolean;
  /** An empty line is above or below; a sentence within a text has none. */
  readonly isApart: boolean;
}

function placeOf(lines: readonly string[], start: number, end: number): Place {
  const isEmpty = (at: number) => (lines[at] ?? '').trim() === '';
  return { isMarked: isFollowedByQuote(lines, end), isApart: isEmpty(start - 1) || isEmpty(end) };
}

function introduces(line: string, { isMarked, isApart }: Place): boolean {
  const wrote = saysWrote(line);
  const dated = hasDate(line);
  const addressed = hasAddress(line);
  if (!/[:：]$/.test(line)) return wrote && dated && (addressed || (isApart && hasTime(line)));
  if (isMarked) return (wrote || dated || addressed) && line.length < 300;
  if (addressed && dated)
    return (
      wrote || isDateNearStart(line) || isAddressNearEnd(line) || (hasBracketedAddress(line) && hasTime(line))
    );
  if (wrote && dated) return isApart && (isDateNearStart(line) || isWriterFirst(line));
  return wrote && hasBracketedAddress(line) && line.length < 200;
}

function isDateNearStart(line: string): boolean {
  const before = /^\D*/.exec(line)?.[0].length ?? 0;
  return hasDate(line.slice(0, 44)) && before <= (leadIn.test(line) ? 26 : 15);
}

/** `Ann kirjoitti 5.5.2025 klo 10.00:` */
function isWriterFirst(line: string): boolean {
  return hasTime(line) && saysWrote(line.slice(0, 40));
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
