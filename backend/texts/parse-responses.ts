import { culture as cultureSchema } from '../../contract/domain/scalars.ts';
import { isRefusedPath } from './attachment-path.ts';
import type { Finding } from './finding.ts';
import { inOrder, positionsIn } from './finding.ts';
import type { PlacedResponse } from './placed-response.ts';
import { checkIncludes } from './response-includes.ts';
import type { Channel, Response, ResponseFile, ResponseFolder, ResponseText } from './response-file.ts';
import { channels } from './response-file.ts';
import type { XmlElement } from './xml-tree.ts';
import { decodeXml, parseXml } from './xml-tree.ts';

export interface ParsedResponses {
  /** Null if any finding is an error. */
  readonly file: ResponseFile | null;
  readonly findings: readonly Finding[];
  /** The source as text and the responses in it, for further checks. */
  readonly text: string;
  readonly placed: readonly PlacedResponse[];
}

const longestId = 200;
const attributesOf: Readonly<Record<string, readonly string[]>> = {
  responses: ['version', 'defaultCulture'],
  category: ['name'],
  response: ['id', 'name', 'shortcut', 'keywords', 'channels', 'status', 'notBefore', 'notAfter'],
  subject: [],
  body: ['culture', 'format'],
  attachment: ['href'],
  include: ['ref'],
};

/** Reads a response file; every finding says where and what to do. Never throws for what the file holds. */
export function parseResponses(source: Uint8Array | string, name: string): ParsedResponses {
  const decoded = decodeXml(source);
  if ('problem' in decoded) return failed(name, '', decoded.problem);
  const parsed = parseXml(decoded.text);
  if ('problem' in parsed) return failed(name, decoded.text, parsed.problem);
  return new Reader(name, decoded.text).read(parsed.root);
}

function failed(file: string, text: string, problem: { message: string; offset: number }): ParsedResponses {
  const finding = {
    file,
    ...positionsIn(text)(problem.offset),
    severity: 'error',
    message: problem.message,
  } as const;
  return { file: null, findings: [finding], text, placed: [] };
}

class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #position: (offset: number) => { line: number; column: number };
  readonly #findings: Finding[] = [];
  readonly #placed = new Map<string, PlacedResponse>();
  #defaultCulture = 'en-US';

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#position = positionsIn(text);
  }

  read(root: XmlElement): ParsedResponses {
    if (root.name !== 'responses') {
      this.#error(
        root,
        `the file begins with <${root.name}>; a response file begins with <responses version="1">`,
      );
      return this.#result(null);
    }
    this.#checkAttributes(root);
    const version = root.attributes.get('version');
    if (version !== '1') this.#error(root, `version is ${version ?? 'missing'}; write version="1"`);
    this.#defaultCulture = this.#culture(root, 'defaultCulture') ?? this.#defaultCulture;
    if (!root.attributes.has('defaultCulture')) this.#warn(root, 'defaultCulture is missing; en-US is taken');
    const folder = this.#folder(root, '');
    checkIncludes(this.#placed, (element, message) => this.#error(element, message));
    const responses = new Map([...this.#placed].map(([id, { response }]) => [id, response]));
    return this.#result({ defaultCulture: this.#defaultCulture, root: folder, responses });
  }

  #result(file: ResponseFile | null): ParsedResponses {
    const findings = inOrder(this.#findings);
    const hasErrors = findings.some((finding) => finding.severity === 'error');
    return { file: hasErrors ? null : file, findings, text: this.#text, placed: [...this.#placed.values()] };
  }

  #folder(element: XmlElement, name: string): ResponseFolder {
    this.#refuseText(element);
    const folders: ResponseFolder[] = [];
    const responses: Response[] = [];
    for (const child of element.children) {
      this.#checkAttributes(child);
      if (child.name === 'category') folders.push(this.#folder(child, this.#required(child, 'name')));
      else if (child.name === 'response') responses.push(this.#response(child));
      else this.#misplaced(child, element);
    }
    return { name, folders, responses };
  }

  #response(element: XmlElement): Response {
    this.#refuseText(element);
    const bodies: ResponseText[] = [];
    const includesBefore: string[] = [];
    const includesAfter: string[] = [];
    const attachments: string[] = [];
    const subjects: string[] = [];
    for (const child of element.children) {
      this.#checkAttributes(child);
      if (child.name === 'body') this.#addBody(child, bodies);
      else if (child.name === 'include')
        (bodies.length === 0 ? includesBefore : includesAfter).push(this.#required(child, 'ref'));
      else if (child.name === 'attachment') attachments.push(this.#path(child));
      else if (child.name === 'subject') subjects.push(this.#content(child).replace(/\s+/g, ' ').trim());
      else this.#misplaced(child, element);
    }
    if (subjects.length > 1) this.#error(element, 'has more than one <subject>');
    if (bodies.length + includesBefore.length === 0) this.#error(element, 'has neither <body> nor <include>');
    const notBefore = this.#day(element, 'notBefore');
    const notAfter = this.#day(element, 'notAfter');
    if (notBefore !== null && notAfter !== null && notAfter < notBefore) {
      this.#error(
        element,
        `notAfter ${notAfter} lies before notBefore ${notBefore}: it would never be offered`,
      );
    }
    const response: Response = {
      id: this.#id(element),
      name: this.#required(element, 'name'),
      shortcut: element.attributes.get('shortcut')?.trim() || null,
      keywords: splitList(element.attributes.get('keywords'), ';'),
      channels: this.#channels(element),
      status: this.#choice(element, 'status', ['approved', 'draft']),
      notBefore,
      notAfter,
      subject: subjects[0] ?? null,
      bodies,
      includesBefore,
      includesAfter,
      attachments,
    };
    if (!this.#placed.has(response.id)) this.#placed.set(response.id, { response, element });
    return response;
  }

  #id(element: XmlElement): string {
    const id = this.#required(element, 'id');
    if (id.length > longestId) this.#error(element, `id is longer than ${longestId} characters`);
    const earlier = this.#placed.get(id);
    if (earlier && id !== '') {
      const { line } = this.#position(earlier.element.offset);
      this.#error(element, `id "${id}" is used already in line ${line}; ids are unique in the file`);
    }
    return id;
  }

  #addBody(element: XmlElement, bodies: ResponseText[]): void {
    const culture = this.#culture(element, 'culture') ?? this.#defaultCulture;
    const format = this.#choice(element, 'format', ['text', 'html']);
    const raw = this.#content(element);
    const source = format === 'html' ? raw.trim() : withoutIndentation(raw);
    if (source === '') this.#warn(element, 'the body is empty');
    if (bodies.some((body) => body.culture === culture && body.format === format)) {
      this.#error(element, `a second ${format} body for ${culture}`);
    }
    bodies.push({ culture, format, source });
  }

  #content(element: XmlElement): string {
    const markup = element.children[0];
    if (markup) this.#error(markup, `<${markup.name}> inside <${element.name}>: put HTML into <![CDATA[…]]>`);
    return element.texts.map((part) => part.text).join('');
  }

  #path(element: XmlElement): string {
    const href = this.#required(element, 'href');
    if (href !== '' && isRefusedPath(href)) {
      this.#error(element, `href "${href}" must be a path below the folder of this file, written with /`);
    }
    return href;
  }

  #day(element: XmlElement, name: string): string | null {
    const value = element.attributes.get(name);
    if (value === undefined) return null;
    const isDay =
      /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value);
    if (!isDay) this.#error(element, `${name} "${value}" is not a day of the form 2026-12-31`);
    return value;
  }

  #culture(element: XmlElement, name: string): string | null {
    const value = element.attributes.get(name);
    if (value === undefined) return null;
    if (cultureSchema.safeParse(value).success) return value;
    this.#error(element, `${name} "${value}" is not a culture name such as en-US`);
    return null;
  }

  #channels(element: XmlElement): ReadonlySet<Channel> {
    const value = element.attributes.get('channels');
    if (value === undefined) return new Set(channels);
    const names = splitList(value, /\s+/);
    const known = channels.filter((channel) => names.includes(channel));
    const unknown = names.find((name) => !known.some((channel) => channel === name));
    if (unknown !== undefined)
      this.#error(element, `channel "${unknown}" is not one of ${channels.join(', ')}`);
    return new Set(known);
  }

  #choice<const Choice extends string>(
    element: XmlElement,
    name: string,
    choices: readonly [Choice, ...Choice[]],
  ): Choice {
    const value = element.attributes.get(name);
    const chosen = choices.find((choice) => choice === value);
    if (value !== undefined && chosen === undefined) {
      this.#error(element, `${name} "${value}" is not one of ${choices.join(', ')}`);
    }
    return chosen ?? choices[0];
  }

  #required(element: XmlElement, name: string): string {
    const value = element.attributes.get(name)?.trim() ?? '';
    if (value === '') this.#error(element, `<${element.name}> needs ${name}="…"`);
    return value;
  }

  #checkAttributes(element: XmlElement): void {
    const allowed = attributesOf[element.name];
    for (const name of element.attributes.keys()) {
      if (allowed && !allowed.includes(name))
        this.#warn(element, `attribute ${name} of <${element.name}> is not known`);
    }
  }

  #refuseText(element: XmlElement): void {
    const text = element.texts
      .map((part) => part.text)
      .join('')
      .trim();
    if (text !== '') this.#error(element, `text outside a <body>: "${text.slice(0, 40)}"`);
  }

  #misplaced(child: XmlElement, parent: XmlElement): void {
    const isKnown = Object.hasOwn(attributesOf, child.name);
    this.#error(
      child,
      `<${child.name}> ${isKnown ? 'does not belong into' : 'is not known in'} <${parent.name}>`,
    );
  }

  #error(element: XmlElement, message: string): void {
    this.#add(element, 'error', message);
  }

  #warn(element: XmlElement, message: string): void {
    this.#add(element, 'warning', message);
  }

  #add(element: XmlElement, severity: Finding['severity'], message: string): void {
    this.#findings.push({ file: this.#file, ...this.#position(element.offset), severity, message });
  }
}

function splitList(value: string | undefined, separator: string | RegExp): string[] {
  return (value ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Text without the indentation that the XML around it caused, and without empty lines at both ends. */
function withoutIndentation(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const rest = lines.slice(1).filter((line) => line.trim() !== '');
  const indent = Math.min(...rest.map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0), 1000);
  return lines
    .map((line, index) => (index === 0 ? line.trimStart() : line.slice(indent)).trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}
