import { escapeHtml } from '../identifiers.ts';
import type { ImportedFolder, ImportedResponse, Place } from './imported-responses.ts';

/** A response file as text, and what in it came from where. */
export interface ResponseFileText {
  readonly text: string;
  /** The place that the response at a line of the text came from. */
  readonly placeOf: (line: number) => Place | null;
}

/** Writes a response file. Characters that XML cannot hold are left out. */
export function responseFileText(root: ImportedFolder, defaultCulture: string): ResponseFileText {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const starts: { readonly line: number; readonly place: Place }[] = [];
  const add = (depth: number, text: string) => lines.push(...`${'  '.repeat(depth)}${text}`.split('\n'));

  const addResponse = (response: ImportedResponse, depth: number): void => {
    const { id, name, attributes, subject, bodies, place } = response;
    starts.push({ line: lines.length + 1, place });
    add(depth, `<response${attributesText({ id, name, ...attributes })}>`);
    if (subject !== '') add(depth + 1, `<subject>${escape(subject)}</subject>`);
    for (const { culture, format, source } of bodies) {
      // Between line ends: a first line that begins with blanks, or lines that all do, are not taken for indentation.
      const content = `<![CDATA[\n${cdata(source)}\n]]>`;
      add(depth + 1, `<body${attributesText({ culture, format })}>${content}</body>`);
    }
    add(depth, '</response>');
  };
  const addFolder = (folder: ImportedFolder, depth: number): void => {
    for (const inner of folder.folders) {
      add(depth, `<category${attributesText({ name: inner.name })}>`);
      addFolder(inner, depth + 1);
      add(depth, '</category>');
    }
    for (const response of folder.responses) addResponse(response, depth);
  };

  add(0, `<responses version="1"${attributesText({ defaultCulture })}>`);
  addFolder(root, 1);
  add(0, '</responses>');
  return {
    text: `${lines.join('\n')}\n`,
    placeOf: (line) => starts.findLast((start) => start.line <= line)?.place ?? null,
  };
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .filter(([name, value]) => value !== '' || name === 'id' || name === 'name')
    .map(([name, value]) => ` ${name}="${escape(value.replaceAll(/\s+/g, ' '))}"`)
    .join('');
}

function escape(text: string): string {
  return escapeHtml(legal(text));
}

function cdata(source: string): string {
  return legal(source.replaceAll(/\r\n?/g, '\n')).replaceAll(']]>', ']]]]><![CDATA[>');
}

/** What XML 1.0 can hold (section 2.2). */
function legal(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
