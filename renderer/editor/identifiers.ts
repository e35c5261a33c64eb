import type { Node as DocumentNode } from '@tiptap/pm/model';

export interface FoundIdentifier {
  /** As written, with its dollar signs. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const identifier = /\$[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*\$/gu;

/** Identifiers (M18) that still stand in a text block, also where formatting splits them (M19). `start`: of its content. */
export function findIdentifiers(block: DocumentNode, start: number): FoundIdentifier[] {
  const text = block.textBetween(0, block.content.size, undefined, '\uFFFC');
  return [...text.matchAll(identifier)].map((match) => ({
    text: match[0],
    from: start + match.index,
    to: start + match.index + match[0].length,
  }));
}

/** Every identifier that stands in the document, each named once. */
export function listIdentifiers(document: DocumentNode): string[] {
  const names = new Set<string>();
  document.descendants((node, position) => {
    if (!node.isTextblock) return true;
    for (const found of findIdentifiers(node, position + 1)) names.add(found.text);
    return false;
  });
  return [...names];
}

/** The identifiers of a plain text such as a subject. */
export function listIdentifiersInText(text: string): string[] {
  return [...new Set(text.match(identifier))];
}
