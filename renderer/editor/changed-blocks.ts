import type { Node as DocumentNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The ranges of the new document that the transaction touched, in the order of its steps. */
export function changedRanges(transaction: Transaction): Range[] {
  const ranges: Range[] = [];
  for (const [index, map] of transaction.mapping.maps.entries()) {
    const later = transaction.mapping.slice(index + 1);
    map.forEach((_oldFrom, _oldTo, from, to) => {
      ranges.push({ from: later.map(from, -1), to: later.map(to, 1) });
    });
  }
  return ranges;
}

/** Calls `visit` once for each text block that shares a position with one of the ranges; `start` is of its content. */
export function visitBlocks(
  document: DocumentNode,
  ranges: readonly Range[],
  visit: (block: DocumentNode, start: number) => void,
): void {
  const seen = new Set<number>();
  for (const { from, to } of ranges) {
    document.nodesBetween(
      Math.max(0, from - 1),
      Math.min(document.content.size, to + 1),
      (node, position) => {
        if (!node.isTextblock) return true;
        if (!seen.has(position)) visit(node, position + 1);
        seen.add(position);
        return false;
      },
    );
  }
}
