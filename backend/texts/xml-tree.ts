// The parser's handlers are properties; it has no addEventListener.
/* oxlint-disable unicorn/prefer-add-event-listener */
import type { SAXOptions } from 'sax';
import sax from 'sax';

/** An element with where it stands in the source (UTF-16 units). */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Of the `<`. */
  readonly offset: number;
  readonly children: readonly XmlElement[];
  /** The text directly in it, in order. */
  readonly texts: readonly XmlText[];
}

export interface XmlText {
  readonly text: string;
  readonly offset: number;
  /** Between `<![CDATA[` and `]]>`: no entities were decoded. */
  readonly verbatim: boolean;
}

export interface XmlProblem {
  readonly message: string;
  readonly offset: number;
}

/** Files larger than this are refused: 8 MB hold more than ten thousand responses. */
export const largestSource = 8 * 1024 * 1024;
const deepest = 100;

// Only the five entities of XML itself.
const options: SAXOptions & { strictEntities: true } = { position: true, strictEntities: true };

class Halt extends Error {
  readonly problem: XmlProblem;
  constructor(problem: XmlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The text of an XML file: UTF-8, or UTF-16 where a byte order mark says so. Refuses what is too large, not valid in
 * its encoding, or in another one.
 */
export function decodeXml(source: Uint8Array | string): { text: string } | { problem: XmlProblem } {
  if (source.length > largestSource) {
    return problemAtStart(`is larger than ${largestSource / 1024 / 1024} MB; split it into several files`);
  }
  if (typeof source === 'string') return { text: source.replace(/^\ufeff/, '') };
  const [first, second, third, fourth] = source;
  let encoding = 'utf-8';
  if (first === 0xff && second === 0xfe) {
    if (third === 0 && fourth === 0) return problemAtStart('is UTF-32; save it as UTF-8');
    encoding = 'utf-16le';
  } else if (first === 0xfe && second === 0xff) {
    encoding = 'utf-16be';
  } else if (first === 0 || second === 0) {
    return problemAtStart('seems to be UTF-16 without a byte order mark; save it as UTF-8');
  }
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(source) };
  } catch {
    return problemAtStart(`is not valid ${encoding.toUpperCase()}; save it as UTF-8`);
  }
}

function problemAtStart(message: string): { problem: XmlProblem } {
  return { problem: { message: `the file ${message}`, offset: 0 } };
}

function halt(message: string, offset: number): never {
  throw new Halt({ message, offset });
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  readonly texts: XmlText[];
}

/**
 * Well-formed XML as a tree. Stops at the first thing that is not well-formed, at a document type declaration (so there
 * are neither entities of its own nor external ones) and at nesting deeper than 100.
 */
export function parseXml(text: string): { root: XmlElement } | { problem: XmlProblem } {
  const parser = sax.parser(true, options);
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let textStart = 0;
  let inCdata = false;
  const passed = (): void => {
    textStart = parser.position;
  };

  parser.onerror = (error) => halt(wordError(error.message), Math.max(0, parser.position - 1));
  parser.ondoctype = () =>
    halt('a document type declaration (DOCTYPE) is refused: remove it', text.search(/<!DOCTYPE/i));
  parser.onopentag = (tag) => {
    const attributes = new Map(
      Object.entries(tag.attributes).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : value.value,
      ]),
    );
    const element = {
      name: tag.name,
      attributes,
      offset: parser.startTagPosition - 1,
      children: [],
      texts: [],
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
    if (open.length > deepest) halt(`elements nest deeper than ${deepest}`, element.offset);
    passed();
  };
  parser.onclosetag = () => {
    open.pop();
    passed();
  };
  parser.ontext = (part) => {
    open.at(-1)?.texts.push({ text: part, offset: textStart, verbatim: false });
  };
  parser.onopencdata = () => {
    inCdata = true;
    passed();
  };
  parser.oncdata = (part) => {
    open.at(-1)?.texts.push({ text: part, offset: textStart, verbatim: true });
    textStart += part.length;
  };
  parser.onclosecdata = () => {
    inCdata = false;
    passed();
  };
  parser.oncomment = passed;
  parser.onprocessinginstruction = passed;

  try {
    parser.write(withoutDeclaredEncoding(text)).close();
  } catch (error) {
    if (error instanceof Halt) return { problem: error.problem };
    throw error;
  }
  if (inCdata) return { problem: { message: 'a CDATA section does not end', offset: textStart } };
  return root ? { root } : { problem: { message: 'the file holds no element', offset: 0 } };
}

/** By now it is text; what the declaration says of bytes no longer counts. The length stays, for the positions. */
function withoutDeclaredEncoding(text: string): string {
  return text.replace(/^<\?xml\b[^>]*\?>/, (declaration) => ' '.repeat(declaration.length));
}

function wordError(message: string): string {
  const first = message.split('\n', 1)[0] ?? '';
  return `not well-formed XML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

/** Where the `index`-th UTF-16 unit of an element's text stands in the source. */
export function sourceOffset(source: string, texts: readonly XmlText[], index: number): number {
  let left = index;
  for (const part of texts) {
    if (left >= part.text.length) {
      left -= part.text.length;
      continue;
    }
    return part.verbatim ? part.offset + left : offsetPastEntities(source, part.offset, left);
  }
  const last = texts.at(-1);
  return last ? last.offset + last.text.length : 0;
}

/** In text outside CDATA an entity of several characters stands for one or two units. */
function offsetPastEntities(source: string, start: number, units: number): number {
  let at = start;
  let left = units;
  const entity = /&[^;<&\s]{1,12};/y;
  while (left > 0 && at < source.length) {
    entity.lastIndex = at;
    const raw = entity.exec(source)?.[0];
    left -= raw && isAstral(raw) ? 2 : 1;
    at += raw?.length ?? 1;
  }
  return at;
}

function isAstral(entity: string): boolean {
  const match = /^&#(x?)([0-9a-f]+);$/i.exec(entity);
  return match !== null && Number.parseInt(match[2] ?? '', match[1] ? 16 : 10) > 0xffff;
}
