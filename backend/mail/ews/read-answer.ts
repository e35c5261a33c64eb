// The parser's handlers are properties; it has no addEventListener.
/* oxlint-disable unicorn/prefer-add-event-listener */
import type { SAXOptions } from 'sax';
import sax from 'sax';

/** An element of an answer, its name without the prefix: no two that matter are called the same. */
export interface AnswerElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly AnswerElement[];
  /** The text directly in it; empty where there are `bytes`. */
  readonly text: string;
  /** What `MimeContent` stands for. */
  readonly bytes: Buffer | null;
}

/** The answer is not XML, or more than it may be. */
export class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
}

/** Has more bytes than were asked for: the rest was not read. */
export class AnswerTooLong extends StrangeAnswer {}

// Only the five entities of XML itself.
const options: SAXOptions & { strictEntities: true } = { position: false, strictEntities: true };
const deepest = 64;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: AnswerElement[];
  readonly texts: string[];
  readonly decoder: Base64Decoder | null;
}

/**
 * Reads an answer as it comes, so that a large mail neither waits in memory as text nor holds up the others.
 * A document type declaration is refused; entities that XML itself does not have stay as they are written.
 * @returns the outermost element
 * @throws StrangeAnswer, or what breaks the body off
 */
export async function readAnswer(
  body: AsyncIterable<Uint8Array> | null,
  mostBytes: number,
): Promise<AnswerElement> {
  const parser = sax.parser(true, options);
  const open: OpenElement[] = [];
  let root: AnswerElement | null = null;

  parser.onerror = (error) => {
    // Exchange writes control characters of a mail as references that XML does not have: they stay as they are written.
    if (error.message.startsWith('Invalid character entity')) return void parser.resume();
    throw new StrangeAnswer(`not well-formed XML: ${error.message.split('\n', 1)[0] ?? ''}`);
  };
  parser.ondoctype = () => {
    throw new StrangeAnswer('it has a document type declaration');
  };
  parser.onopentag = ({ name, attributes }) => {
    if (open.length >= deepest) throw new StrangeAnswer('its elements nest too deep');
    const known = Object.entries(attributes).map(
      ([key, value]) => [key, typeof value === 'string' ? value : value.value] as const,
    );
    const local = localName(name);
    open.push({
      name: local,
      attributes: new Map(known),
      children: [],
      texts: [],
      decoder: local === 'MimeContent' ? new Base64Decoder() : null,
    });
  };
  const takeText = (text: string): void => {
    const element = open.at(-1);
    if (element?.decoder) element.decoder.add(text);
    else element?.texts.push(text);
  };
  parser.ontext = takeText;
  parser.oncdata = takeText;
  parser.onclosetag = () => {
    const element = open.pop();
    if (!element) return;
    const { name, attributes, children, texts, decoder } = element;
    const closed = { name, attributes, children, text: texts.join(''), bytes: decoder?.end() ?? null };
    const parent = open.at(-1);
    if (parent) parent.children.push(closed);
    else root = closed;
  };

  const characters = new TextDecoder('utf-8');
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    // Leaving the loop breaks the connection off.
    if (bytes > mostBytes) throw new AnswerTooLong(`it has more than ${mostBytes} bytes`);
    parser.write(characters.decode(chunk, { stream: true }));
  }
  parser.write(characters.decode()).close();
  if (root === null) throw new StrangeAnswer('it is empty');
  return root;
}

/** The children with the name, or all elements on the way down a path of names. */
export function within(element: AnswerElement, ...path: readonly string[]): readonly AnswerElement[] {
  return path.reduce<readonly AnswerElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
}

/** The text at the end of a path of names; null where there is none. */
export function textWithin(element: AnswerElement, ...path: readonly string[]): string | null {
  return within(element, ...path)[0]?.text.trim() ?? null;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

class Base64Decoder {
  private readonly chunks: Buffer[] = [];
  private rest = '';

  add(text: string): void {
    const all = this.rest + text.replaceAll(/\s+/g, '');
    const whole = all.length - (all.length % 4);
    this.chunks.push(Buffer.from(all.slice(0, whole), 'base64'));
    this.rest = all.slice(whole);
  }

  end(): Buffer {
    return Buffer.concat([...this.chunks, Buffer.from(this.rest, 'base64')]);
  }
}
