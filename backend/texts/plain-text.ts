import { compile } from 'html-to-text';
import type {
  DomNode,
  FormatCallback,
  FormatOptions,
  HtmlToTextOptions,
  RecursiveCallback,
} from 'html-to-text';
import { formatBreak, formatParagraph, settleEmptyLines } from './empty-lines.ts';

type Builder = Parameters<FormatCallback>[2];

const formatterNames = ['block', 'dataTable'] as const;
type Formatters = Record<(typeof formatterNames)[number], FormatCallback>;

/** The formatters that came with the package; the builder carries them but its type does not say so. */
function formattersOf(builder: Builder): Formatters {
  return (builder.options as HtmlToTextOptions & { formatters: Formatters }).formatters;
}

/** Tables of data in columns; tables that only lay out, as newsletters do, one cell under the other. */
function formatTable(elem: DomNode, walk: RecursiveCallback, builder: Builder, options: FormatOptions): void {
  const formatters = formattersOf(builder);
  (isDataTable(elem) ? formatters.dataTable : formatters.block)(elem, walk, builder, options);
}

/** Two columns and two rows at least, and nothing but text in the cells. */
function isDataTable(table: DomNode): boolean {
  if (/^(presentation|none)$/i.test(attribute(table, 'role'))) return false;
  const rows = rowsOf(table);
  const cells = rows.map((row) =>
    (row.children ?? []).filter((child) => child.name === 'td' || child.name === 'th'),
  );
  return (
    cells.filter((row) => row.length > 1).length > 1 &&
    cells.flat().every((cell) => !holds(cell, new Set(['table', 'ul', 'ol', 'blockquote', 'h1', 'h2'])))
  );
}

function rowsOf(table: DomNode): DomNode[] {
  return (table.children ?? []).flatMap((child) => {
    if (child.name === 'tr') return [child];
    return /^(thead|tbody|tfoot)$/.test(child.name ?? '') ? rowsOf(child) : [];
  });
}

/** Walks without recursion: hostile HTML nests as deep as it likes. */
function holds(node: DomNode, names: ReadonlySet<string>): boolean {
  const waiting = [...(node.children ?? [])];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (names.has(next.name ?? '')) return true;
    waiting.push(...(next.children ?? []));
  }
  return false;
}

function attribute(node: DomNode, name: string): string {
  return (node as { attribs?: Record<string, string> }).attribs?.[name] ?? '';
}

/** The alternative text stands for an image; its address means nothing to a reader. */
function formatImage(elem: DomNode, _walk: RecursiveCallback, builder: Builder): void {
  const alternative = attribute(elem, 'alt').trim();
  if (alternative !== '') builder.addInline(`[${alternative}]`);
}

/** The address in angle brackets behind its text, unless both say the same. */
function formatLink(elem: DomNode, walk: RecursiveCallback, builder: Builder): void {
  const href = attribute(elem, 'href').trim();
  let text = '';
  builder.pushWordTransform((word) => {
    text += word;
    return word;
  });
  walk(elem.children ?? [], builder);
  builder.popWordTransform();
  const shown = bare(href);
  if (shown === '' || href.startsWith('#') || shown === bare(text)) return;
  builder.addInline(text === '' ? shown : ` <${href.replace(/^(mailto|tel):/i, '')}>`, {
    noWordTransform: true,
  });
}

function bare(address: string): string {
  return address
    .trim()
    .replace(/^(mailto|tel):/i, '')
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');
}

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 20_000_000, maxDepth: 200, ellipsis: '…' },
  formatters: {
    postroomTable: formatTable,
    postroomBreak: formatBreak,
    postroomParagraph: formatParagraph,
    postroomImage: formatImage,
    postroomLink: formatLink,
  },
  selectors: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
    })),
    ...['head', 'style', 'script', 'title', 'template', 'svg'].map((selector) => ({
      selector,
      format: 'skip',
    })),
    { selector: 'br', format: 'postroomBreak' },
    { selector: 'p', format: 'postroomParagraph' },
    { selector: 'a', format: 'postroomLink' },
    { selector: 'img', format: 'postroomImage' },
    {
      selector: 'table',
      format: 'postroomTable',
      options: { uppercaseHeaderCells: false, maxColumnWidth: 60 },
    },
    { selector: 'tr', format: 'block' },
    { selector: 'td', format: 'block' },
    { selector: 'th', format: 'block' },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', options: { length: 40 } },
  ],
});

/**
 * The plain text of HTML for the plain part of a mail, for SMS (M20), previews and search: lists with their marks,
 * tables of data in columns, links as `text <address>`, quotes behind `> `. Lines are not wrapped; no line ends in
 * blanks. What nests deeper than 200 elements becomes `…`. Scripts, styles and image addresses are left out.
 */
export function plainTextFromHtml(html: string): string {
  return settleEmptyLines(convert(html))
    .replace(/(?<![^\S\n])[^\S\n]+$/gm, '')
    .replace(/^((?:> )*>)$/gm, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
