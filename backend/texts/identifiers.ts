import type { IdentifierName } from '../../contract/domain/template.ts';
import { identifierNames } from '../../contract/domain/template.ts';
import type { Unit } from './html-units.ts';
import { unitsOfHtml, unitsOfText } from './html-units.ts';

/** A value for every identifier; those that do not apply are empty (M18). */
export type IdentifierValues = Readonly<Record<IdentifierName, string>>;

/** An identifier found in a text: its name without dollar signs, whether Postroom knows it, and where it stands. */
export interface FoundIdentifier {
  readonly name: string;
  readonly known: boolean;
  /** True if tags, comments or characters without width stand inside of it (M19). */
  readonly split: boolean;
  /** UTF-16 code units from the start of the source. */
  readonly offset: number;
}

const known: ReadonlySet<string> = new Set(identifierNames);
const namePattern = /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*$/;
const longestName = 64;
/** Units looked at for the closing dollar sign: bounds the work on hostile text. */
const longestSpan = 300;

function isKnown(name: string): name is IdentifierName {
  return known.has(name);
}

/** Fills the identifiers of plain text in one pass: a value that looks like an identifier is not filled again. */
export function fillText(
  source: string,
  values: IdentifierValues,
): { text: string; unknownIdentifiers: string[] } {
  const filled = fillUnits([...unitsOfText(source)], (name) => values[name], null);
  return { text: filled.result, unknownIdentifiers: filled.unknown };
}

/**
 * Fills the identifiers of HTML, values HTML-escaped, also where an editor split an identifier with tags or marks: the
 * value takes the format of the name's first letter (M19). In attributes too; in addresses (`href`, `src`) the value is
 * percent-encoded. Nothing is filled in comments, scripts and style sheets.
 */
export function fillHtml(
  source: string,
  values: IdentifierValues,
): { html: string; unknownIdentifiers: string[] } {
  const filled = fillUnits(
    [...unitsOfHtml(source)],
    (name) => escapeHtml(values[name]),
    (tag) => fillAttributes(tag, values),
  );
  return { html: filled.result, unknownIdentifiers: filled.unknown };
}

/** The identifiers of a text in order, known and unknown; what a check or a last look before sending needs. */
export function findIdentifiers(source: string, format: 'html' | 'text'): FoundIdentifier[] {
  const units = [...(format === 'html' ? unitsOfHtml(source) : unitsOfText(source))];
  const found: FoundIdentifier[] = [];
  for (let at = 0; at < units.length; at++) {
    const span = spanAt(units, at);
    if (!span) continue;
    found.push({ name: span.name, known: span.known, split: span.split, offset: units[at]?.offset ?? 0 });
    at = span.known ? span.end : span.end - 1;
  }
  return found;
}

/** HTML-escapes text for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

interface Span {
  readonly name: string;
  readonly known: boolean;
  readonly split: boolean;
  /** Index of the unit of the closing dollar sign. */
  readonly end: number;
}

function spanAt(units: readonly Unit[], start: number): Span | null {
  if (units[start]?.visible !== '$') return null;
  let name = '';
  let split = false;
  for (let at = start + 1; at < units.length && at - start < longestSpan; at++) {
    const visible = units[at]?.visible ?? null;
    if (visible === null) return null;
    if (visible === '$') {
      return namePattern.test(name) ? { name, known: isKnown(name), split, end: at } : null;
    }
    if (visible === '') split = true;
    name += visible;
    if (name.length > longestName) return null;
  }
  return null;
}

function fillUnits(
  units: readonly Unit[],
  valueOf: (name: IdentifierName) => string,
  fillTag: ((raw: string) => { tag: string; unknown: readonly string[] }) | null,
): { result: string; unknown: string[] } {
  const unknown = new Set<string>();
  let result = '';
  for (let at = 0; at < units.length; at++) {
    const unit = units[at];
    if (!unit) break;
    const span = spanAt(units, at);
    if (span && isKnown(span.name)) {
      result += fillSpan(units.slice(at, span.end + 1), valueOf(span.name));
      at = span.end;
      continue;
    }
    // The closing dollar sign of an unknown one may open a known one: go on from there.
    if (span) unknown.add(`$${span.name}$`);
    if (unit.tag?.kind === 'open' && fillTag && unit.raw.includes('$')) {
      const filled = fillTag(unit.raw);
      for (const name of filled.unknown) unknown.add(name);
      result += filled.tag;
    } else {
      result += unit.raw;
    }
  }
  return { result, unknown: [...unknown] };
}

/** The value at the place of the name's first letter, the tags around it kept, pairs of them left empty dropped. */
function fillSpan(units: readonly Unit[], value: string): string {
  const kept: (Unit | string)[] = [];
  let placed = false;
  for (const unit of units) {
    if (unit.visible && unit.visible !== '$' && !placed) {
      kept.push(value);
      placed = true;
    }
    if (!unit.tag) continue;
    const last = kept.at(-1);
    const emptied =
      unit.tag.kind === 'close' &&
      typeof last === 'object' &&
      last.tag?.kind === 'open' &&
      last.tag.name === unit.tag.name;
    if (emptied) kept.pop();
    else kept.push(unit);
  }
  return kept.map((part) => (typeof part === 'string' ? part : part.raw)).join('');
}

const attribute = /([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g;
const addressAttributes = new Set(['href', 'src', 'action', 'background', 'cite', 'xlink:href']);

function fillAttributes(tag: string, values: IdentifierValues): { tag: string; unknown: readonly string[] } {
  const unknown: string[] = [];
  const filled = tag.replace(attribute, (whole, name: string, equals: string, quoted: string) => {
    if (!quoted.includes('$')) return whole;
    const encode = addressAttributes.has(name.toLowerCase()) ? encodeForAddress : escapeHtml;
    const quote = /^["']/.test(quoted) ? (quoted[0] ?? '"') : '"';
    const body = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted;
    const result = fillUnits([...unitsOfText(body)], (identifier) => encode(values[identifier]), null);
    unknown.push(...result.unknown);
    return `${name}${equals}${quote}${result.result}${quote}`;
  });
  return { tag: filled, unknown };
}

/** `@` stays readable in `mailto:`; a colon does not, so that no value can choose the scheme. */
function encodeForAddress(value: string): string {
  return escapeHtml(encodeURIComponent(value.toWellFormed()).replaceAll('%40', '@'));
}
