import { identifierNames } from '../../contract/domain/template.ts';
import type { Finding } from './finding.ts';
import { inOrder, positionsIn } from './finding.ts';
import { findIdentifiers } from './identifiers.ts';
import { nearestName } from './nearest-name.ts';
import { parseResponses } from './parse-responses.ts';
import type { XmlElement } from './xml-tree.ts';
import { sourceOffset } from './xml-tree.ts';

/**
 * All findings of a response file, those of the parser and unknown identifiers too (M18, M19), in the order of the
 * file. An unknown identifier is an error here, since a customer would read it as written; it does not keep the file
 * from being used (see `parseResponses`).
 */
export function checkResponses(source: Uint8Array | string, name: string): readonly Finding[] {
  const { findings, text, placed } = parseResponses(source, name);
  const position = positionsIn(text);
  const unknown = placed.flatMap(({ element }) =>
    element.children
      .filter((child) => child.name === 'body' || child.name === 'subject')
      .flatMap((child) => unknownIdentifiers(text, child))
      .map(({ identifier, offset }): Finding => ({
        file: name,
        ...position(offset),
        severity: 'error',
        message: `unknown identifier $${identifier}$${suggestion(identifier)}`,
      })),
  );
  return inOrder([...findings, ...unknown]);
}

function unknownIdentifiers(source: string, element: XmlElement): { identifier: string; offset: number }[] {
  const content = element.texts.map((part) => part.text).join('');
  const format = element.attributes.get('format') === 'html' ? 'html' : 'text';
  return findIdentifiers(content, format)
    .filter((found) => !found.known)
    .map((found) => ({ identifier: found.name, offset: sourceOffset(source, element.texts, found.offset) }));
}

function suggestion(identifier: string): string {
  const nearest = nearestName(identifier, identifierNames);
  return nearest === null ? '' : `; did you mean $${nearest}$?`;
}
