import type { Node as DocumentNode } from '@tiptap/pm/model';

const others: ReadonlySet<string> = new Set(['quotedOriginal', 'blockquote', 'signature', 'codeBlock']);

/** What the agent wrote: the text without quotes, signature and code, a line for each block. */
export function writtenText(document: DocumentNode): string {
  const lines: string[] = [];
  document.descendants((node) => {
    if (others.has(node.type.name)) return false;
    if (!node.isTextblock) return true;
    lines.push(node.textBetween(0, node.content.size, undefined, ' '));
    return false;
  });
  return lines.join('\n');
}
