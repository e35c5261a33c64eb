import { escapeHtml } from './identifiers.ts';

/** Plain text as HTML: paragraphs at empty lines, line breaks within, runs of blanks kept. Identifiers stay as they are. */
export function htmlFromText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n+/)
    .map((paragraph) => paragraph.replace(/^\n+/, '').trimEnd())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${keepBlanks(escapeHtml(paragraph)).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

function keepBlanks(line: string): string {
  return line.replace(/\t/g, '    ').replace(/(^|\n) | {2}/g, (match) => `${match.slice(0, -1)}\u00a0`);
}
