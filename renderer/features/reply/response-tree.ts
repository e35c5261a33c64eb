import type { ResponseCategory, ResponseEntry } from '../../../contract/domain/response.ts';

/** A line of the list: a category that opens and closes, or a response. */
export type ResponseRow =
  | {
      readonly type: 'category';
      readonly key: string;
      readonly name: string;
      readonly level: number;
      readonly isOpen: boolean;
      readonly category: ResponseCategory;
    }
  | {
      readonly type: 'response';
      readonly key: string;
      readonly level: number;
      readonly entry: ResponseEntry;
      /** The names of the categories around it, for search results. */
      readonly path: readonly string[];
    };

/** The tree as lines, with closed categories folded. Keys are paths of names. */
export function listRows(root: ResponseCategory, closed: ReadonlySet<string>): ResponseRow[] {
  const rows: ResponseRow[] = [];
  const visit = (category: ResponseCategory, path: readonly string[], level: number): void => {
    for (const [index, inner] of category.categories.entries()) {
      const innerPath = [...path, inner.name];
      const key = `${innerPath.join('/')}#${index}`;
      const isOpen = !closed.has(key);
      rows.push({ type: 'category', key, name: inner.name, level, isOpen, category: inner });
      if (isOpen) visit(inner, innerPath, level + 1);
    }
    for (const entry of category.responses)
      rows.push({ type: 'response', key: entry.id, level, entry, path });
  };
  visit(root, [], 1);
  return rows;
}

/**
 * Responses that hold every word of the query in their name, shortcut, keywords, categories or text; accents and case
 * do not count. A shortcut typed in full comes first, then names, then the rest.
 */
export function searchResponses(root: ResponseCategory, query: string): ResponseRow[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  const found: { row: ResponseRow; rank: number }[] = [];
  const visit = (category: ResponseCategory, path: readonly string[]): void => {
    for (const entry of category.responses) {
      const name = fold(entry.name);
      const all = fold(
        [entry.name, entry.shortcut ?? '', ...entry.keywords, ...path, entry.preview].join(' '),
      );
      if (!words.every((word) => all.includes(word))) continue;
      const isShortcut = entry.shortcut !== null && fold(entry.shortcut) === fold(query).trim();
      const rank = isShortcut ? 0 : words.every((word) => name.includes(word)) ? 1 : 2;
      found.push({ row: { type: 'response', key: entry.id, level: 1, entry, path }, rank });
    }
    for (const inner of category.categories) visit(inner, [...path, inner.name]);
  };
  visit(root, []);
  return found.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
}

/** All responses of a category and of those in it, in the order of the tree. */
export function responsesIn(category: ResponseCategory): ResponseEntry[] {
  return [...category.categories.flatMap(responsesIn), ...category.responses];
}

/** The response with this shortcut, whatever its case. */
export function findByShortcut(root: ResponseCategory, shortcut: string): ResponseEntry | null {
  const wanted = fold(shortcut);
  for (const entry of root.responses) {
    if (entry.shortcut !== null && fold(entry.shortcut) === wanted) return entry;
  }
  for (const inner of root.categories) {
    const found = findByShortcut(inner, shortcut);
    if (found !== null) return found;
  }
  return null;
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase();
}
