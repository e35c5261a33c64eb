import type { Node as DocumentNode } from '@tiptap/pm/model';
import type { Range } from '../editor/changed-blocks.ts';
import { findTokens, type Token } from './tokens.ts';

/** Words of others, words agreed on before, and what is no language. */
const skipped: ReadonlySet<string> = new Set(['quotedOriginal', 'blockquote', 'signature', 'codeBlock']);

/** A token whose positions count in the document. */
export type PlacedToken = Token;

/** The text of a block, one UTF-16 unit for each position; code and pictures are blanked out. */
function readBlock(block: DocumentNode): string {
  let text = '';
  block.forEach((child) => {
    const isCode = child.marks.some((mark) => mark.type.name === 'code');
    text += child.isText && !isCode ? (child.text ?? '') : '\uFFFC'.repeat(child.nodeSize);
  });
  return text;
}

/** The tokens of the document in the ranges. A range must not cut a word: see {@link widenToWords}. */
export function tokensIn(document: DocumentNode, ranges: readonly Range[], language: string): PlacedToken[] {
  const tokens: PlacedToken[] = [];
  for (const range of ranges) {
    visitText(document, range, (text, start) => {
      const from = Math.max(0, range.from - start);
      const to = Math.min(text.length, range.to - start);
      if (from >= to) return;
      for (const token of findTokens(text.slice(from, to), language)) tokens.push(place(token, start + from));
    });
  }
  return tokens;
}

/** The ranges, each grown in its text blocks to the next white space on both sides. */
export function widenToWords(document: DocumentNode, ranges: readonly Range[]): Range[] {
  const widened: Range[] = [];
  for (const range of ranges) {
    visitText(document, range, (text, start) => {
      let from = Math.min(text.length, Math.max(0, range.from - start));
      let to = Math.max(0, Math.min(text.length, range.to - start));
      while (from > 0 && !/\s/u.test(text.charAt(from - 1))) from -= 1;
      while (to < text.length && !/\s/u.test(text.charAt(to))) to += 1;
      if (from < to) widened.push({ from: start + from, to: start + to });
    });
  }
  return widened;
}

function visitText(document: DocumentNode, range: Range, visit: (text: string, start: number) => void): void {
  const size = document.content.size;
  document.nodesBetween(
    Math.max(0, Math.min(size, range.from)),
    Math.max(0, Math.min(size, range.to)),
    (node, position) => {
      if (skipped.has(node.type.name)) return false;
      if (!node.isTextblock) return true;
      visit(readBlock(node), position + 1);
      return false;
    },
  );
}

function place(token: Token, offset: number): PlacedToken {
  return {
    ...token,
    from: token.from + offset,
    to: token.to + offset,
    parts: token.parts.map((part) => place(part, offset)),
  };
}

/** Sorted and merged, so that nothing is looked at twice. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
