/**
 * HTML cut into the units that matter for finding identifiers. `visible` is what a reader sees of it: a word, a dot, a
 * dollar sign, or `null` where something stands that cannot be part of an identifier. Inline tags, comments and
 * characters without width are see-through: `visible` is the empty string (M19).
 */
export interface Unit {
  readonly raw: string;
  readonly visible: string | null;
  /** Where `raw` begins in the source, in UTF-16 code units. */
  readonly offset: number;
  readonly tag: TagPart | null;
}

export interface TagPart {
  readonly name: string;
  readonly kind: 'open' | 'close';
}

/** Tags that begin a new line or cell: what stands on both sides of one never was one identifier. */
const breakingTags = new Set(
  (
    'address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 ' +
    'head header hr html img li main nav ol option p pre section table tbody td tfoot th thead title tr ul'
  ).split(' '),
);

/** Elements whose content is not text for people. */
const opaqueElements = new Set(['script', 'style', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes']);

const withoutWidth = '\u00ad\u200b-\u200d\u2060\ufeff';
const textUnit = new RegExp(
  `[${withoutWidth}]+|[A-Za-z0-9]+|\\$|\\.|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{1,24});|[^A-Za-z0-9$.<&${withoutWidth}]+|[<&]`,
  'gy',
);
const onlyWithoutWidth = new RegExp(`^[${withoutWidth}]+$`);
const entityCharacters: ReadonlyMap<string, string> = new Map([
  ['dollar', '$'],
  ['period', '.'],
  ['shy', ''],
  ['ZeroWidthSpace', ''],
  ['zwj', ''],
  ['zwnj', ''],
  ['NoBreak', ''],
]);

function visibleOfEntity(entity: string): string | null {
  const body = entity.slice(1, -1);
  if (!body.startsWith('#')) return entityCharacters.get(body) ?? null;
  const code = /^#[xX]/.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  if (code > 0x10ffff) return null;
  return visibleOfText(String.fromCodePoint(code));
}

function visibleOfText(raw: string): string | null {
  if (/^[A-Za-z0-9]+$/.test(raw) || raw === '$' || raw === '.') return raw;
  return onlyWithoutWidth.test(raw) ? '' : null;
}

/** Plain text as units: no tags, no entities. */
export function* unitsOfText(source: string): Generator<Unit> {
  yield* unitsOfRun(source, 0, source.length, false);
}

function* unitsOfRun(source: string, from: number, to: number, hasEntities: boolean): Generator<Unit> {
  const pattern = new RegExp(textUnit);
  pattern.lastIndex = from;
  while (pattern.lastIndex < to) {
    const offset = pattern.lastIndex;
    const raw = pattern.exec(source)?.[0];
    if (raw === undefined) return;
    const isEntity = hasEntities && raw.length > 1 && raw.startsWith('&');
    yield { raw, visible: isEntity ? visibleOfEntity(raw) : visibleOfText(raw), offset, tag: null };
  }
}

/** HTML as units, in one pass: each character is looked at a bounded number of times, however broken the markup. */
export function* unitsOfHtml(source: string): Generator<Unit> {
  let at = 0;
  while (at < source.length) {
    const lessThan = nextMarkup(source, at);
    if (lessThan > at) yield* unitsOfRun(source, at, lessThan, true);
    if (lessThan === source.length) return;
    const end = endOfMarkup(source, lessThan);
    const raw = source.slice(lessThan, end);
    const match = /^<(\/?)([A-Za-z][^\s/>]*)/.exec(raw);
    if (!match) {
      yield { raw, visible: '', offset: lessThan, tag: null };
      at = end;
      continue;
    }
    const name = (match[2] ?? '').toLowerCase();
    const kind = match[1] === '/' ? 'close' : 'open';
    yield { raw, visible: breakingTags.has(name) ? null : '', offset: lessThan, tag: { name, kind } };
    at = end;
    if (kind === 'open' && opaqueElements.has(name)) {
      const closing = endOfOpaque(source, end, name);
      if (closing > end) yield { raw: source.slice(end, closing), visible: null, offset: end, tag: null };
      at = closing;
    }
  }
}

function nextMarkup(source: string, from: number): number {
  let at = source.indexOf('<', from);
  while (at !== -1 && !/[A-Za-z/!?]/.test(source[at + 1] ?? '')) at = source.indexOf('<', at + 1);
  return at === -1 ? source.length : at;
}

/** What never ends takes the rest of the source, as in a browser. */
function endOfMarkup(source: string, start: number): number {
  if (source.startsWith('<!--', start)) return after(source, '-->', start + 4);
  if (!/[A-Za-z/]/.test(source[start + 1] ?? '')) return after(source, '>', start);
  let quote = '';
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at] ?? '';
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '>') {
      return at + 1;
    } else if ((char === '"' || char === "'") && /[=\s]/.test(source[at - 1] ?? '')) {
      quote = char;
    }
  }
  return source.length;
}

function after(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at === -1 ? source.length : at + mark.length;
}

function endOfOpaque(source: string, from: number, name: string): number {
  const pattern = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(source)?.index ?? source.length;
}
