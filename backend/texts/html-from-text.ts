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

/** Plain text as HTML line by line, so that it has the same lines when it becomes text again; blank ones around it go. */
export function htmlLinesFromText(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
  return lines === '' ? '' : `<p>${keepBlanks(escapeHtml(lines)).replaceAll('\n', '<br>')}</p>`;
}

function keepBlanks(line: string): string {
  return line.replace(/\t/g, '    ').replace(/(^|\n) | {2}/g, (match) => `${match.slice(0, -1)}\u00a0`);
}
