import { type LabelKind, announcesOriginal, labelKind } from './mail-words.ts';
import { hasAddress, hasBracketedAddress, hasDate, hasTime, isRule, plainLine } from './quote-shapes.ts';

/** Lines within which the fields of a copied header stand together. */
const reach = 12;

/**
 * Whether at this line the copy of another mail begins, which runs to the end: with a rule that names it
 * (`-----Original Message-----`), or with the fields of its header as Outlook and others write them.
 */
export function startsCopy(lines: readonly string[], at: number): boolean {
  const line = plainLine(lines[at] ?? '');
  if (line === '') return false;
  if (startsNotes(lines, at)) return true;
  if (isNamedRule(line)) return announcesOriginal(line) || startsHeader(lines, nextFilled(lines, at + 1));
  if (isRule(line)) {
    const next = nextFilled(lines, at + 1);
    return startsHeader(lines, next) || isUnknownHeader(lines, next);
  }
  if (line.length < 80 && /[:：]$/.test(line) && announcesOriginal(line))
    return startsHeader(lines, nextFilled(lines, at + 1));
  if (startsHeader(lines, at)) return true;
  return (lines[at - 1] ?? '').trim() === '' && at > 0 && isUnknownHeader(lines, at, true);
}

/** `>>> Ann <ann@example.com> 05.05.25 10.00 Uhr >>>`, below which GroupWise marks nothing. */
export function isGroupWise(line: string): boolean {
  return /^>{3} [^>][^\n]{4,200} >{3}$/.test(line) && (hasAddress(line) || hasDate(line));
}

/** Notes: writer, date, then the names of the fields in lines of their own. */
function startsNotes(lines: readonly string[], at: number): boolean {
  const date = plainLine(lines[at + 1] ?? '');
  if (!hasBracketedAddress(plainLine(lines[at] ?? '')) || date.length > 40) return false;
  if (!hasDate(date) || !hasTime(date)) return false;
  const below = lines.slice(at + 2, at + reach).map(plainLine);
  return below.filter((line) => labelKind(line) !== null).length >= 2;
}

function isNamedRule(line: string): boolean {
  return (
    /^[-_=*~—–]{2,} ?[\p{L}>][^\n]{2,80}? ?[-_=*~—–]{2,}$/u.test(line) ||
    /^-{4,} ?\p{L}[^\n]{2,60}$/u.test(line)
  );
}

function startsHeader(lines: readonly string[], at: number): boolean {
  const first = fieldOf(lines[at] ?? '');
  if (first === null) return false;
  // `Message du 5 mai 2025` above the fields proper.
  if (first.kind === null) return hasDate(first.value) && startsKnownHeader(lines, at + 1);
  return startsKnownHeader(lines, at);
}

function startsKnownHeader(lines: readonly string[], at: number): boolean {
  if ((fieldOf(lines[at] ?? '')?.kind ?? null) === null) return false;
  const kinds = new Set<LabelKind>();
  let isAddressed = false;
  let blanks = 0;
  for (let next = at; next < Math.min(lines.length, at + reach); next++) {
    const line = plainLine(lines[next] ?? '');
    if (line === '') {
      if (++blanks > 1 && kinds.size < 2) break;
      // An empty line ends the fields, unless each of them is a paragraph.
      if ((fieldOf(lines[nextFilled(lines, next)] ?? '')?.kind ?? null) === null) break;
      continue;
    }
    for (const kind of kindsIn(line)) kinds.add(kind);
    if (hasAddress(line)) isAddressed = true;
  }
  if (!kinds.has('from')) return false;
  if (kinds.has('subject')) return kinds.has('date') || kinds.has('to');
  return isAddressed && kinds.has('date') && kinds.has('to');
}

/**
 * Fields in a language that is not known: four labels in a row, with an address and a date among them.
 * @param isExact true: no rule stands above, so the first names a person with an address, and the date has a time
 */
function isUnknownHeader(lines: readonly string[], at: number, isExact = false): boolean {
  const block = lines.slice(at, at + 4).map(plainLine);
  return (
    block.length === 4 &&
    block.every((line) => fieldOf(line) !== null) &&
    (isExact ? hasBracketedAddress(block[0] ?? '') : block.slice(0, 3).some(hasAddress)) &&
    block.some((line) => hasDate(line) && (!isExact || hasTime(line)))
  );
}

interface Field {
  readonly kind: LabelKind | null;
  readonly value: string;
}

/** A line `Label: value`. */
function fieldOf(line: string): Field | null {
  const match = /^([\p{L}\p{M}][\p{L}\p{M}'’ -]{0,30}?) ?[:：](?!\/\/) ?(.*)$/u.exec(plainLine(line));
  if (!match) return null;
  return { kind: labelKind(match[1] ?? ''), value: match[2] ?? '' };
}

/** Also of fields that were run together into one line. */
function kindsIn(line: string): readonly LabelKind[] {
  const own = fieldOf(line)?.kind ?? null;
  const inner = [...line.matchAll(/(?<=[\s>,;])([\p{L}\p{M}'’]{1,20}) ?[:：] /gu)].map((match) =>
    labelKind(match[1] ?? ''),
  );
  return [own, ...inner].filter((kind) => kind !== null);
}

function nextFilled(lines: readonly string[], from: number): number {
  let at = from;
  while (at < Math.min(lines.length - 1, from + 4) && (lines[at] ?? '').trim() === '') at++;
  return at;
}
