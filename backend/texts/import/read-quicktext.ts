import type { Finding } from '../finding.ts';
import { positionsIn } from '../finding.ts';
import type { XmlElement } from '../xml-tree.ts';
import { decodeXml, parseXml } from '../xml-tree.ts';
import { fromQuicktextTags } from './quicktext-tags.ts';
import { makeId, type Imported, type ImportedFolder, type ImportedResponse } from './imported-responses.ts';

/**
 * The templates that the Thunderbird add-on Quicktext exports: `menu/title/texts/text`. Groups are categories, keywords
 * are shortcuts, its tags become identifiers where there is one. What has no counterpart is said.
 */
export function readQuicktext(source: Uint8Array, name: string): Imported {
  const decoded = decodeXml(source);
  if ('problem' in decoded) return failed(name, '', decoded.problem);
  const parsed = parseXml(decoded.text);
  if ('problem' in parsed) return failed(name, decoded.text, parsed.problem);
  if (parsed.root.name !== 'quicktext') {
    const message = `the file begins with <${parsed.root.name}>; templates of Quicktext begin with <quicktext>`;
    return failed(name, decoded.text, { message, offset: parsed.root.offset });
  }
  return new QuicktextReader(name, decoded.text).read(parsed.root);
}

function failed(file: string, text: string, problem: { message: string; offset: number }): Imported {
  const finding = { file, ...positionsIn(text)(problem.offset), message: problem.message };
  return {
    root: { name: '', folders: [], responses: [] },
    findings: [{ ...finding, severity: 'error' }],
  };
}

class QuicktextReader {
  readonly #file: string;
  readonly #position: (offset: number) => { line: number; column: number };
  readonly #findings: Finding[] = [];
  readonly #taken = new Set<string>();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#position = positionsIn(text);
  }

  read(root: XmlElement): Imported {
    if (contentOf(root, 'filetype') === 'scripts') {
      this.#add(root, 'error', 'the file holds scripts of Quicktext; export its templates');
    }
    const folders = root.children
      .filter((child) => child.name === 'menu')
      .map((menu): ImportedFolder => {
        const name = contentOf(menu, 'title') || 'Quicktext';
        const texts = menu.children
          .filter((child) => child.name === 'texts')
          .flatMap(({ children }) => children.filter((child) => child.name === 'text'));
        return { name, folders: [], responses: texts.map((text) => this.#response(text, name)) };
      });
    return { root: { name: '', folders, responses: [] }, findings: this.#findings };
  }

  #response(element: XmlElement, category: string): ImportedResponse {
    const name = contentOf(element, 'name');
    const format = /^(?:1|text\/html)$/i.test(element.attributes.get('type') ?? '') ? 'html' : 'text';
    const attached = contentOf(element, 'attachments');
    if (attached !== '') {
      const message = `attaches “${attached.slice(0, 100)}”: copy the files beside the response file and name each as <attachment>`;
      this.#add(element, 'warning', message);
    }
    if (element.children.some((child) => child.name === 'header')) {
      this.#add(element, 'warning', 'its recipients and other headers are left out');
    }
    return {
      place: { file: this.#file, ...this.#position(element.offset) },
      id: makeId([category, name], this.#taken),
      name,
      attributes: { shortcut: contentOf(element, 'keyword') || (element.attributes.get('shortcut') ?? '') },
      subject: this.#translate(element, contentOf(element, 'subject')),
      bodies: [
        {
          culture: '',
          format,
          // Early versions wrote the words into an element of the same name as that around it.
          source: this.#translate(element, contentOf(element, 'body') || contentOf(element, 'text')),
        },
      ],
    };
  }

  #translate(element: XmlElement, source: string): string {
    const { text, unknown } = fromQuicktextTags(source);
    for (const tag of unknown) this.#add(element, 'warning', `${tag} has no counterpart and stays as it is`);
    return text;
  }

  #add(element: XmlElement, severity: Finding['severity'], message: string): void {
    this.#findings.push({ file: this.#file, ...this.#position(element.offset), severity, message });
  }
}

function contentOf(element: XmlElement, name: string): string {
  const child = element.children.find((each) => each.name === name);
  return (child?.texts ?? [])
    .map((part) => part.text)
    .join('')
    .trim();
}
